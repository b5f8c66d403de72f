package dev.ftpnat.internal.server.personality;

import dev.ftpnat.internal.server.control.LineHabits;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * pyftpdlib 2.2.0, as it comes, with all rights for its user. It does everything at once: what its
 * data connections come to is in {@link PyftpdlibData}, what is listed in {@link PyftpdlibListing},
 * and what it knows of its commands in {@link PyftpdlibCommands}.
 */
final class Pyftpdlib extends Conversation {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(30),
                  Duration.ofSeconds(300))
              .withLines(new LineHabits(false, false))
              .withAllAtOnce(),
          Pyftpdlib::new);

  private static final int MOST_LOGIN_FAILURES = 3;
  private static final int LONGEST_LINE = 2048;
  private static final int DIRECTORY_MODE = 0755;
  private static final Pattern MAGIC = Pattern.compile("[*?\\[]");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

  private final PyftpdlibData data = new PyftpdlibData(this);
  private final PyftpdlibListing listing = new PyftpdlibListing(this);
  private boolean epsvAll;
  private boolean bufferAgreed;
  private int loginFailures;

  private Pyftpdlib(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 pyftpdlib 2.2.0 ready.");
  }

  @Override
  void idleTooLong() {
    say("421 Control connection timed out.");
    hangUp();
  }

  @Override
  boolean cutsWhenClientLeaves() {
    return true;
  }

  @Override
  void ended() {
    data.end();
  }

  @Override
  void refuse(Command command) {
    say("502 Command \"" + command.verb() + "\" not implemented.");
  }

  // Commands --------------------------------------------------------------------------------------

  /** One thing after the other, though data connections have threads of their own. */
  @Override
  synchronized void answer(Command said) {
    if (data.isLeaving()) {
      return;
    }
    if (said.line().length() > LONGEST_LINE) {
      say("500 Command too long.");
      say("500 Command \"\" not understood.");
      return;
    }
    Command command = PyftpdlibCommands.known(said);
    String verb = command.verb();
    Optional<PyftpdlibCommands> known = PyftpdlibCommands.of(verb, knowsTls());
    if (known.isEmpty()) {
      sayAsItIs("500 Command \"" + verb + "\" not understood.");
    } else if (!command.hasArgument() && known.get().needsArgument()) {
      say("501 Syntax error: command needs an argument.");
    } else if (command.hasArgument() && known.get().takesNoArgument()) {
      say("501 Syntax error: command does not accept arguments.");
    } else if (!loggedIn
        && (known.get().needsLogin() || (verb.equals("STAT") && command.hasArgument()))) {
      say("530 Log in with USER and PASS first.");
    } else {
      execute(verb, command.argument());
    }
  }

  private void execute(String verb, String argument) {
    switch (verb) {
      case "USER", "PASS", "REIN", "QUIT" -> session(verb, argument);
      case "AUTH", "PBSZ", "PROT" -> security(verb, argument);
      case "PASV", "EPSV", "PORT", "EPRT" -> address(verb, argument);
      case "RETR" -> data.retrieve(argument);
      case "STOR" -> data.store(argument, "STOR");
      case "APPE" -> data.store(argument, "APPE");
      case "STOU" -> data.storeUnique(argument);
      case "ABOR" -> data.abort();
      case "LIST", "NLST", "MLSD" -> listing.list(verb, argument);
      case "MLST" -> listing.facts(argument);
      case "STAT" -> status(argument);
      case "REST", "TYPE", "STRU", "MODE", "OPTS" -> setting(verb, argument);
      case "FEAT" -> features();
      case "HELP" -> help(argument.toUpperCase(Locale.ROOT));
      case "SITE HELP" -> siteHelp(argument.toUpperCase(Locale.ROOT));
      case "SITE CHMOD" -> changeMode(argument);
      case "NOOP" -> say("200 I successfully did nothing'.");
      case "SYST" -> say("215 UNIX Type: L8");
      case "ALLO" -> say("202 No storage allocation necessary.");
      default -> file(verb, argument);
    }
  }

  PyftpdlibData data() {
    return data;
  }

  static String failed(Errno why) {
    return "550 " + why.text() + ".";
  }

  // The session -----------------------------------------------------------------------------------

  private void session(String verb, String argument) {
    boolean login = verb.equals("USER") || verb.equals("PASS");
    if (login && lacksTls()) {
      say("550 SSL/TLS required on the control channel.");
      return;
    }
    switch (verb) {
      case "USER" -> {
        say(
            loggedIn
                ? "331 Previous account information was flushed, send password."
                : "331 Username ok, send password.");
        if (loggedIn) {
          flush();
        }
        user = argument;
      }
      case "PASS" -> password(argument);
      case "REIN" -> {
        flush();
        say("230 Ready for new user.");
      }
      default -> {
        say("221 Goodbye.");
        data.leave();
      }
    }
  }

  private void flush() {
    data.forget();
    user = "";
    loggedIn = false;
    loginFailures = 0;
    ascii = true;
    restart = 0;
    renameFrom = "";
    bufferAgreed = false;
    partner.protectData(false);
  }

  private void password(String password) {
    if (loggedIn) {
      say("503 User already authenticated.");
    } else if (user.isEmpty()) {
      say("503 Login with USER first.");
    } else if (isRight(user, password)) {
      loggedIn = true;
      loginFailures = 0;
      say("230 Login successful.");
    } else {
      String why =
          user.equals("anonymous") ? "Anonymous access not allowed." : "Authentication failed.";
      user = "";
      loginFailures++;
      boolean last = loginFailures >= MOST_LOGIN_FAILURES;
      say("530 " + why + (last ? " Disconnecting." : ""));
      if (last) {
        hangUp();
      }
    }
  }

  private void security(String verb, String argument) {
    String wanted = argument.toUpperCase(Locale.ROOT);
    switch (verb) {
      case "AUTH" -> {
        if (partner.isEncrypted()) {
          say("503 Already using TLS.");
        } else if (List.of("TLS", "TLS-C", "SSL", "TLS-P").contains(wanted)) {
          startTls("234 AUTH " + wanted + " successful.");
        } else {
          say("502 Unrecognized encryption type (use TLS or SSL).");
        }
      }
      case "PBSZ" -> {
        bufferAgreed = partner.isEncrypted();
        say(
            bufferAgreed
                ? "200 PBSZ=0 successful."
                : "503 PBSZ not allowed on insecure control connection.");
      }
      default -> protect(wanted);
    }
  }

  private void protect(String level) {
    if (!partner.isEncrypted()) {
      say("503 PROT not allowed on insecure control connection.");
    } else if (!bufferAgreed) {
      say("503 You must issue the PBSZ command prior to PROT.");
    } else {
      switch (level) {
        case "C" -> {
          partner.protectData(false);
          say("200 Protection set to Clear");
        }
        case "P" -> {
          partner.protectData(true);
          say("200 Protection set to Private");
        }
        case "S", "E" -> say("521 PROT " + level + " unsupported (use C or P).");
        default -> say("502 Unrecognized PROT type (use C or P).");
      }
    }
  }

  // Addresses -------------------------------------------------------------------------------------

  private void address(String verb, String argument) {
    if (demandsTls() && !partner.protectsData()) {
      say("550 SSL/TLS required on the data channel.");
    } else if (epsvAll && !verb.equals("EPSV")) {
      say("501 " + verb + " not allowed after EPSV ALL.");
    } else {
      switch (verb) {
        case "PASV" -> data.listen(false);
        case "EPSV" -> extendedPassive(argument);
        case "PORT" -> active(argument);
        default -> extendedActive(argument);
      }
    }
  }

  private int ownFamily() {
    return partner.data().family().number();
  }

  private void extendedPassive(String argument) {
    switch (argument.toLowerCase(Locale.ROOT)) {
      case "" -> data.listen(true);
      case "all" -> {
        epsvAll = true;
        say("220 Other commands other than EPSV are now disabled.");
      }
      case "1", "2" -> {
        if (argument.equals(String.valueOf(ownFamily()))) {
          data.listen(true);
        } else {
          say("522 Network protocol not supported (use " + ownFamily() + ").");
        }
      }
      default -> say("501 Unknown network protocol (use " + ownFamily() + ").");
    }
  }

  private void active(String argument) {
    String[] fields = argument.split(",", -1);
    int[] numbers = new int[6];
    if (fields.length != numbers.length) {
      say("501 Invalid PORT format.");
      return;
    }
    for (int i = 0; i < numbers.length; i++) {
      String field = fields[i].strip();
      numbers[i] = field.matches("[0-9]{1,5}") ? Integer.parseInt(field) : -1;
      if (numbers[i] < 0 || (i < 4 && numbers[i] > 255)) {
        say("501 Invalid PORT format.");
        return;
      }
    }
    int port = numbers[4] * 256 + numbers[5];
    if (port > 65_535) {
      say("501 Invalid PORT format.");
      return;
    }
    InetAddress host =
        Ipv4.ofBits(numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]);
    connect(host, port, IpAddresses.text(host));
  }

  private void extendedActive(String argument) {
    Optional<String[]> parts = HostPort.partsOfEprt(argument);
    if (parts.isEmpty() || !parts.get()[2].matches("[0-9]{1,5}")) {
      say("501 Invalid EPRT format.");
      return;
    }
    String family = parts.get()[0];
    int port = Integer.parseInt(parts.get()[2]);
    String literal = parts.get()[1];
    Optional<InetAddress> address =
        family.equals("1")
            ? Ipv4.parse(literal)
            : HostPort.literal(literal).filter(Inet6Address.class::isInstance);
    // What a client's real socket has for an address may be of the other family, and is meant.
    boolean isMeant =
        port > 0
            && port <= 65_535
            && family.equals("1")
            && address
                .map(named -> partner.meant(new Endpoint(named, port)).address())
                .filter(meant -> AddressFamily.of(meant) == partner.data().family())
                .isPresent();
    if (port > 65_535 || (family.equals("1") && address.isEmpty())) {
      say("501 Invalid EPRT format.");
    } else if (!family.equals("1") && !family.equals("2")) {
      say("501 Unknown network protocol (use " + ownFamily() + ").");
    } else if (!isMeant && (!family.equals(String.valueOf(ownFamily())) || address.isEmpty())) {
      say("522 Network protocol not supported (use " + ownFamily() + ").");
    } else {
      connect(address.get(), port, literal);
    }
  }

  /** Addresses are compared as texts: one of IPv6 has several, of which the client has to know. */
  private boolean isForeign(InetAddress host, String literal) {
    return partner.data().isForeign(host)
        || (literal.indexOf(':') >= 0
            && !HostPort.literal(literal).filter(InetAddress::isLoopbackAddress).isPresent()
            && !literal.equals(IpAddresses.text(host)));
  }

  private void connect(InetAddress address, int port, String literal) {
    boolean isPort = port > 0;
    Optional<Endpoint> target =
        isPort ? Optional.of(partner.meant(new Endpoint(address, port))) : Optional.empty();
    InetAddress host = target.map(Endpoint::address).orElse(address);
    if (partner.description().refusesForeignTargets() && isForeign(host, literal)) {
      say("501 Rejected data connection to foreign address %s:%d.".formatted(literal, port));
    } else if (target.map(partner::isLow).orElse(true)) {
      say("501 PORT against the privileged port \"" + port + "\" refused.");
    } else {
      data.connectTo(target.get());
    }
  }

  // Settings --------------------------------------------------------------------------------------

  private void setting(String verb, String argument) {
    String wanted = argument.toUpperCase(Locale.ROOT);
    switch (verb) {
      case "REST" -> restart(argument);
      case "TYPE" -> type(argument);
      case "OPTS" -> options(argument);
      case "STRU" ->
          say(
              switch (wanted) {
                case "F" -> "200 File transfer structure set to: F.";
                case "P", "R" -> "504 Unimplemented STRU type.";
                default -> "501 Unrecognized STRU type.";
              });
      default ->
          say(
              switch (wanted) {
                case "S" -> "200 Transfer mode set to: S";
                case "B", "C" -> "504 Unimplemented MODE type.";
                default -> "501 Unrecognized MODE type.";
              });
    }
  }

  private void restart(String argument) {
    String marker = argument.strip();
    if (ascii) {
      say("501 Resuming transfers not allowed in ASCII mode.");
    } else if (!marker.matches("\\+?[0-9]{1,18}")) {
      say("501 Invalid parameter.");
    } else {
      restart = Long.parseLong(marker);
      say("350 Restarting at position " + restart + ".");
    }
  }

  private void type(String argument) {
    switch (argument.toUpperCase(Locale.ROOT).replace(" ", "")) {
      case "A", "L7" -> {
        ascii = true;
        say("200 Type set to: ASCII.");
      }
      case "I", "L8" -> {
        ascii = false;
        say("200 Type set to: Binary.");
      }
      default -> sayAsItIs("504 Unsupported type \"" + argument + "\".");
    }
  }

  private void options(String argument) {
    String[] words = argument.split(" ", -1);
    if (words.length > 2) {
      say("501 Invalid number of arguments.");
      return;
    }
    String option = words[0].toUpperCase(Locale.ROOT);
    String value = words.length == 2 ? words[1] : "";
    switch (option) {
      case "UTF8", "UTF-8" -> say("200 Always in UTF8 mode.");
      case "MLST" ->
          say(
              !value.isEmpty() && !value.contains(";")
                  ? "501 Invalid argument."
                  : "200 MLST OPTS " + listing.chooseFacts(value));
      default -> say("501 Unsupported command \"" + words[0] + "\".");
    }
  }

  private void features() {
    TreeSet<String> features =
        new TreeSet<>(
            List.of(
                "TVFS",
                "UTF8",
                "EPRT",
                "EPSV",
                "MDTM",
                "MFMT",
                "SIZE",
                "REST STREAM",
                "MLST " + listing.offeredFacts()));
    if (knowsTls()) {
      features.addAll(List.of("AUTH TLS", "AUTH SSL", "PBSZ", "PROT"));
    }
    sayList("211-Features supported:", List.copyOf(features), "211 End FEAT.");
  }

  /** A reply whose lines between the first and the last are in a segment of their own. */
  void sayList(String first, List<String> lines, String last) {
    StringBuilder between = new StringBuilder();
    lines.forEach(line -> between.append(' ').append(line).append("\r\n"));
    List<String> segments = new ArrayList<>(List.of(first + "\r\n"));
    if (!lines.isEmpty()) {
      segments.add(between.toString());
    }
    segments.add(last + "\r\n");
    sayBySegment(segments);
  }

  private void help(String verb) {
    if (!verb.isEmpty()) {
      say(
          PyftpdlibCommands.of(verb, knowsTls())
              .map(known -> "214 " + known.help())
              .orElse("501 Unrecognized command."));
      return;
    }
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    int inRow = 0;
    for (String known : PyftpdlibCommands.all(knowsTls())) {
      if (inRow == 8) {
        rows.add(row.toString().substring(1));
        row.setLength(0);
        inRow = 0;
      }
      row.append(" %-6s".formatted(known));
      inRow++;
    }
    rows.add(row.toString().substring(1));
    sayList("214-The following commands are recognized:", rows, "214 Help command successful.");
  }

  private void siteHelp(String verb) {
    if (verb.isEmpty()) {
      sayList(
          "214-The following SITE commands are recognized:",
          List.of("CHMOD", "HELP"),
          "214 Help SITE command successful.");
    } else {
      say(
          PyftpdlibCommands.of(verb, knowsTls())
              .map(known -> "214 " + known.help())
              .orElse("501 Unrecognized SITE command."));
    }
  }

  private void status(String argument) {
    if (!argument.isEmpty()) {
      if (MAGIC.matcher(argument).find()) {
        say("550 Globbing not supported.");
      } else {
        listing.status(argument);
      }
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "Connected to: %s:%d"
            .formatted(partner.ownAddress().getHostAddress(), partner.description().controlPort()));
    if (loggedIn) {
      lines.add("Logged in as: " + user);
    } else {
      lines.add(user.isEmpty() ? "Waiting for username." : "Waiting for password.");
    }
    lines.add("TYPE: " + (ascii ? "ASCII" : "Binary") + "; STRUcture: File; MODE: Stream");
    lines.addAll(data.status());
    sayList("211-FTP server status:", lines, "211 End of status.");
  }

  // Files -----------------------------------------------------------------------------------------

  private void file(String verb, String argument) {
    switch (verb) {
      case "PWD", "XPWD" -> say("257 " + quoted(files.current()) + " is the current directory.");
      case "CWD", "XCWD" -> changeDirectory(argument.isEmpty() ? "/" : argument);
      case "CDUP", "XCUP" -> changeDirectory("..");
      case "MKD", "XMKD" -> {
        Errno result = files.makeDirectory(argument, DIRECTORY_MODE);
        say(
            result.isOk()
                ? "257 " + quoted(files.absolute(argument)) + " directory created."
                : failed(result));
      }
      case "RMD", "XRMD" -> {
        if (files.absolute(argument).equals("/")) {
          say("550 Can't remove root directory.");
        } else {
          done(files.removeDirectory(argument), "250 Directory removed.");
        }
      }
      case "DELE" -> done(files.delete(argument), "250 File removed.");
      case "RNFR" -> renameFrom(argument);
      case "RNTO" -> renameTo(argument);
      case "SIZE" -> size(argument);
      case "MDTM" -> modificationTime(argument);
      default -> setModificationTime(argument);
    }
  }

  private static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  private void done(Errno result, String success) {
    say(result.isOk() ? success : failed(result));
  }

  private void changeDirectory(String path) {
    Errno result = files.enter(path);
    say(
        result.isOk()
            ? "250 \"" + files.current() + "\" is the current directory."
            : failed(result));
  }

  private void renameFrom(String path) {
    if (!files.exists(path)) {
      say("550 No such file or directory.");
    } else if (files.absolute(path).equals("/")) {
      say("550 Can't rename home directory.");
    } else {
      renameFrom = files.absolute(path);
      say("350 Ready for destination name.");
    }
  }

  private void renameTo(String path) {
    if (renameFrom.isEmpty()) {
      say("503 Bad sequence of commands: use RNFR first.");
      return;
    }
    Errno result = files.rename(renameFrom, path);
    renameFrom = "";
    done(result, "250 Renaming ok.");
  }

  private String notRetrievable(String path) {
    return "550 " + files.absolute(path) + " is not retrievable";
  }

  private void size(String path) {
    if (ascii) {
      say("550 SIZE not allowed in ASCII mode.");
      return;
    }
    try {
      say(files.isFile(path) ? "213 " + files.size(path) : notRetrievable(path) + ".");
    } catch (IOException e) {
      say(failed(Errno.of(e)));
    }
  }

  private void modificationTime(String path) {
    try {
      say(files.isFile(path) ? "213 " + files.timestamp(path) : notRetrievable(path));
    } catch (IOException e) {
      say(failed(Errno.of(e)));
    }
  }

  private void setModificationTime(String argument) {
    String[] words = argument.split(" ", 2);
    if (words.length < 2) {
      say("501 Syntax error: command needs two arguments.");
      return;
    }
    String badTime = "550 Invalid time format; expected: YYYYMMDDHHMMSS.";
    if (words[0].length() != "YYYYMMDDHHMMSS".length()) {
      say(badTime);
    } else if (!files.isFile(words[1])) {
      say(notRetrievable(words[1]));
    } else {
      try {
        Instant time = LocalDateTime.parse(words[0], TIME).toInstant(ZoneOffset.UTC);
        Errno result = files.setModified(words[1], time);
        done(result, "213 Modify=%s; %s.".formatted(words[0], files.absolute(words[1])));
      } catch (DateTimeException e) {
        say(badTime);
      }
    }
  }

  private void changeMode(String argument) {
    String[] words = argument.split(" ", 2);
    if (words.length < 2) {
      say("501 Syntax error: command needs two arguments.");
    } else if (!words[0].matches("[0-7]{3,4}")) {
      say("501 Invalid SITE CHMOD format.");
    } else {
      Errno status = files.status(words[1]);
      done(
          status.isOk() ? files.changeMode(words[1], Integer.parseInt(words[0], 8)) : status,
          "200 SITE CHMOD successful.");
    }
  }

  /** The numbers of a 227; an IPv6 address is put there as it is. */
  String passiveHost(InetAddress address) {
    return partner.data().family() == AddressFamily.IPV4
        ? address.getHostAddress()
        : address.getHostAddress().replaceFirst("^(0:)+", "::").replaceFirst("^:::", "::");
  }
}
