package dev.ftpnat.internal.server.personality;

import dev.ftpnat.internal.server.control.LineHabits;
import dev.ftpnat.internal.server.reply.SaidReply;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.Set;

/**
 * ProFTPD 1.3.8, as Debian 12 configures it, without optional modules but that for TLS. Transfers
 * are in {@link ProftpdTransfers}, help in {@link ProftpdHelp}.
 */
final class Proftpd extends Conversation {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(600),
                  Duration.ofSeconds(600),
                  Duration.ofSeconds(600))
              .withLinger(Duration.ofMillis(10_800))
              .withLines(new LineHabits(true, false)),
          Proftpd::new);

  private static final int MOST_LOGIN_FAILURES = 3;
  private static final int LONGEST_LINE = 4096;
  private static final int DIRECTORY_MODE = 0755;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
  private static final BigInteger LARGEST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  /** What needs no login. */
  private static final Set<String> PUBLIC =
      Set.of(
          "ACCT", "AUTH", "CLNT", "FEAT", "HELP", "HOST", "LANG", "NOOP", "OPTS", "PASS", "PBSZ",
          "PROT", "QUIT", "REIN", "SITE", "SYST", "TYPE", "USER");

  private static final Set<String> AFTER_LOGIN =
      Set.of(
          "ABOR", "ALLO", "APPE", "CCC", "CDUP", "CSID", "CWD", "DELE", "EPRT", "EPSV", "LIST",
          "MDTM", "MFF", "MFMT", "MKD", "MLSD", "MLST", "MODE", "NLST", "PASV", "PORT", "PWD",
          "RANG", "REST", "RETR", "RMD", "RNFR", "RNTO", "SIZE", "SMNT", "SSCN", "STAT", "STOR",
          "STOU", "STRU", "XCUP", "XCWD", "XMKD", "XPWD", "XRMD");

  private static final Set<String> WITH_TLS = Set.of("AUTH", "CCC", "PBSZ", "PROT", "SSCN");

  /** What may stand between RNFR and RNTO. */
  private static final Set<String> AFTER_RNFR = Set.of("RNTO", "NOOP", "QUIT", "STAT");

  final Facts facts = ProftpdTransfers.facts(this);
  private final ProftpdTransfers transfers = new ProftpdTransfers(this);
  private boolean epsvAll;
  private int loginFailures;
  private long transferred;

  private Proftpd(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 ProFTPD Server (Debian) [" + shown(partner.ownAddress()) + "]");
  }

  /** On a socket for both families an IPv4 address is a mapped one. */
  private static String shown(InetAddress address) {
    String text = address.getHostAddress();
    return text.contains(":") ? text : "::ffff:" + text;
  }

  @Override
  void idleTooLong() {
    say(
        loggedIn
            ? "421 No transfer timeout (600 seconds): closing control connection"
            : "421 Login timeout (300 seconds): closing control connection");
    hangUp();
  }

  /** NOOP doesn't help: a session without a transfer is over in time. */
  @Override
  boolean commandsBreakSilence() {
    return false;
  }

  @Override
  void refuse(Command command) {
    say("502 " + command.verb() + " command not implemented");
  }

  @Override
  void unreadable(Command beginning, boolean tooLong) {
    if (!tooLong) {
      answer(beginning);
    }
  }

  // During a transfer -----------------------------------------------------------------------------

  @Override
  boolean answersMeanwhile(Command command) {
    return !transfers.isDeaf() && defer(command);
  }

  /** Looks once whether the client has said something, while a transfer runs. */
  void hearMeanwhile() {
    nextDeferredOnArrival().ifPresent(this::answerMeanwhile);
  }

  private void answerMeanwhile(Command command) {
    switch (command.verb()) {
      case "NOOP" -> say("200 NOOP: data transfer in progress");
      case "APPE", "EPRT", "EPSV", "LIST", "MLSD", "NLST", "PASV", "PORT", "RETR", "STOR", "STOU" ->
          say("450 " + command.verb() + ": data transfer in progress");
      case "ABOR" -> transfers.abort();
      case "QUIT" -> {
        quit();
        transfers.cut();
      }
      default -> answer(command);
    }
  }

  // Commands --------------------------------------------------------------------------------------

  @Override
  void answer(Command said) {
    // Words end at any white space.
    Command command = Command.of(said.line().replaceFirst("\\s", " "));
    String verb = command.verb();
    if (command.line().length() >= LONGEST_LINE) {
      return;
    }
    if (verb.isEmpty()) {
      say("500 Invalid command: try being more creative");
      return;
    }
    boolean known =
        (PUBLIC.contains(verb) || AFTER_LOGIN.contains(verb))
            && (knowsTls() || !WITH_TLS.contains(verb));
    if (!loggedIn && !known && verb.equals("CCC")) {
      say("500 CCC not understood");
    } else if (!loggedIn && AFTER_LOGIN.contains(verb) && known) {
      say("530 Please login with USER and PASS");
      if (verb.equals("RNTO")) {
        // Two of its parts look, and both say so.
        say("530 Please login with USER and PASS");
      }
    } else if (!known) {
      say("500 " + verb + " not understood");
    } else if (!renameFrom.isEmpty() && !AFTER_RNFR.contains(verb)) {
      say("501 Bad sequence of commands");
    } else {
      execute(command);
    }
  }

  private void execute(Command command) {
    String verb = command.verb();
    String argument = command.argument();
    switch (verb) {
      case "USER" -> user(command);
      case "PASS" -> password(argument);
      case "QUIT" -> quit();
      case "AUTH", "PBSZ", "PROT", "CCC", "SSCN" -> security(command);
      case "ACCT", "REIN", "SMNT" -> say("502 " + verb + " command not implemented");
      case "SYST" -> say("215 UNIX Type: L8");
      case "NOOP" -> say("200 NOOP command successful");
      case "CLNT" -> say("200 OK");
      case "FEAT" -> {
        if (words(command) > 0) {
          say("501 Invalid number of parameters");
        } else {
          features();
        }
      }
      case "OPTS" -> options(command);
      case "HELP" -> ProftpdHelp.help(this, argument);
      case "HOST" ->
          say(
              loggedIn
                  ? "503 Bad sequence of commands"
                  : "504 " + argument + ": Unknown hostname provided");
      case "LANG" ->
          say(
              loggedIn
                  ? "500 Unable to handle command"
                  : "504 Language " + argument + " not supported");
      case "CSID" -> say("200 name=ProFTPD;version=1.3.8;casesensitive=1;");
      case "SITE" -> site(argument);
      case "TYPE" -> type(command);
      case "MODE" -> mode(command);
      case "STRU" -> structure(command);
      case "ALLO" -> allocate(command);
      case "ABOR" -> {
        if (!command.hasArgument()) {
          transfers.forget();
        }
        say(
            command.hasArgument()
                ? "500 '" + full(command) + "' not understood"
                : "226 Abort successful");
      }
      case "REST" -> restart(command);
      case "RANG" -> range(command);
      case "RETR", "STOR", "APPE", "STOU", "LIST", "NLST", "MLSD" -> transfers.execute(command);
      case "STAT" -> status(argument);
      case "PASV" -> passive(command);
      case "EPSV" -> extendedPassive(argument.strip());
      case "PORT" -> active(argument.strip());
      case "EPRT" -> extendedActive(argument.strip());
      default -> file(command);
    }
  }

  /** The command as it was understood: its name in upper case. */
  static String full(Command command) {
    // Its words with a space between them, whatever was there.
    String argument = command.argument().replaceAll("\\s+", " ");
    return command.verb() + (command.hasSpace() ? " " + argument : "");
  }

  private static int words(Command command) {
    String argument = command.argument().strip();
    return argument.isEmpty() ? 0 : argument.split("\\s+").length;
  }

  // Login -----------------------------------------------------------------------------------------

  private void user(Command command) {
    String name = command.argument().strip().split("\\s", 2)[0];
    if (name.isEmpty()) {
      say("500 USER: command requires a parameter");
    } else if (loggedIn) {
      say(
          command.argument().equals(user)
              ? "230 User " + user + " logged in"
              : "501 Reauthentication not supported");
    } else if (lacksTls()) {
      say("550 SSL/TLS required on the control channel");
    } else {
      user = name;
      say("331 Password required for " + name);
    }
  }

  private void password(String password) {
    if (loggedIn) {
      say("503 You are already logged in");
    } else if (user.isEmpty()) {
      say("503 Login with USER first");
    } else if (isRight(user, password)) {
      loggedIn = true;
      beginSilence();
      say("230 User " + user + " logged in");
    } else {
      user = "";
      loginFailures++;
      say("530 Login incorrect.");
      if (loginFailures >= MOST_LOGIN_FAILURES) {
        hangUp();
      }
    }
  }

  private void quit() {
    say("221 Goodbye.");
    hangUp();
  }

  // TLS -------------------------------------------------------------------------------------------

  private void security(Command command) {
    if (command.verb().equals("AUTH")) {
      authenticate(command.argument().strip().toUpperCase(Locale.ROOT));
      return;
    }
    if (!partner.isEncrypted()) {
      say("500 " + command.verb() + " not understood");
      return;
    }
    switch (command.verb()) {
      case "PBSZ" -> bufferSize(command.argument());
      case "PROT" -> protect(command.argument().strip().toUpperCase(Locale.ROOT));
      case "CCC" -> partner.endTls(new SaidReply("200 Clearing control channel protection"));
      default -> say("200 SSCN:SERVER METHOD");
    }
  }

  private void authenticate(String mechanism) {
    if (mechanism.isEmpty()) {
      say("504 AUTH requires at least one argument");
    } else if (partner.isEncrypted()) {
      say("503 Unwilling to accept second AUTH");
    } else if (loggedIn) {
      say("534 Unwilling to accept security parameters");
    } else if (Set.of("TLS", "TLS-C", "SSL", "TLS-P").contains(mechanism)) {
      if (mechanism.equals("SSL") || mechanism.equals("TLS-P")) {
        partner.protectData(true);
      }
      startTls("234 AUTH " + mechanism + " successful");
    } else {
      say("500 AUTH not understood");
    }
  }

  private void bufferSize(String argument) {
    if (argument.isBlank()) {
      say("501 Invalid number of parameters");
    } else {
      say(argument.strip().equals("0") ? "200 PBSZ 0 successful" : "200 PBSZ=0 successful");
    }
  }

  private void protect(String level) {
    switch (level) {
      case "" -> say("501 Invalid number of parameters");
      case "C" -> {
        if (demandsTls()) {
          say("534 Unwilling to accept security parameters");
        } else {
          partner.protectData(false);
          say("200 Protection set to Clear");
        }
      }
      case "P" -> {
        partner.protectData(true);
        say("200 Protection set to Private");
      }
      case "S", "E" -> say("536 PROT " + level + " unsupported");
      default -> say("504 PROT " + level + " unsupported");
    }
  }

  // Settings --------------------------------------------------------------------------------------

  private void features() {
    List<String> lines = new ArrayList<>(List.of("211-Features:"));
    if (knowsTls()) {
      lines.addAll(List.of(" AUTH TLS", " CCC"));
    }
    lines.addAll(
        List.of(
            " CLNT",
            " CSID",
            " EPRT",
            " EPSV",
            " HOST",
            " LANG C.UTF-8*",
            " MDTM",
            " MFF modify;UNIX.group;UNIX.mode;",
            " MFMT",
            " MLST " + facts.offer()));
    if (knowsTls()) {
      lines.addAll(List.of(" PBSZ", " PROT"));
    }
    lines.addAll(List.of(" RANG STREAM", " REST STREAM", " SIZE"));
    if (knowsTls()) {
      lines.add(" SSCN");
    }
    lines.addAll(List.of(" TVFS", " UTF8", "211 End"));
    sayByLine(lines.toArray(String[]::new));
  }

  private void options(Command command) {
    String[] words = command.argument().strip().split("\\s+");
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "" -> say("501 Invalid number of parameters");
      case "MLST" -> say("200 MLST OPTS " + facts.choose(words.length > 1 ? words[1] : ""));
      case "UTF8" -> {
        String state = words.length == 2 ? words[1].toLowerCase(Locale.ROOT) : "";
        say(
            state.equals("on") || state.equals("off")
                ? "200 UTF8 set to " + state
                : "501 '" + full(command) + "' not understood");
      }
      default -> say("500 OPTS " + words[0].toUpperCase(Locale.ROOT) + " not understood");
    }
  }

  private void type(Command command) {
    if (words(command) > 2) {
      say("500 '" + full(command) + "' not understood");
      return;
    }
    String[] words = command.argument().strip().split("\\s+");
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "" -> say("500 '" + full(command).strip() + "' not understood");
      case "A" -> ascii = true;
      case "I" -> ascii = false;
      case "L" -> {
        if (words.length < 2 || !Set.of("7", "8").contains(words[1])) {
          say("504 TYPE not implemented for '" + words[0] + "' parameter");
          return;
        }
        ascii = words[1].equals("7");
      }
      default -> {
        say("504 TYPE not implemented for '" + words[0] + "' parameter");
        return;
      }
    }
    if (!words[0].isEmpty()) {
      say("200 Type set to " + words[0]);
    }
  }

  private void mode(Command command) {
    if (words(command) > 1) {
      say("501 '" + full(command) + "' not understood");
      return;
    }
    String mode = command.argument().strip().toUpperCase(Locale.ROOT);
    switch (mode) {
      case "" -> say("501 'MODE' not understood");
      case "S" -> say("200 Mode set to S");
      case "B", "C" -> say("504 '" + full(command) + "' unsupported transfer mode");
      default -> say("501 '" + full(command) + "' unrecognized transfer mode");
    }
  }

  private void structure(Command command) {
    if (words(command) > 1) {
      say("501 '" + full(command) + "' not understood");
      return;
    }
    String structure = command.argument().strip().toUpperCase(Locale.ROOT);
    switch (structure) {
      case "" -> say("501 'STRU' not understood");
      case "F" -> say("200 Structure set to F");
      case "R", "P" -> say("504 '" + full(command) + "' unsupported structure type");
      default -> say("501 '" + full(command) + "' unrecognized structure type");
    }
  }

  private void allocate(Command command) {
    if (words(command) != 1 && words(command) != 3) {
      say("504 '" + full(command).strip() + "' not understood");
      return;
    }
    String size = command.argument().strip().split("\\s+")[0];
    if (size.isEmpty()) {
      say("504 'ALLO' not understood");
    } else {
      say(
          size.matches("[0-9]+")
              ? "202 No storage allocation necessary"
              : "504 " + size + ": Invalid ALLO argument");
    }
  }

  private void restart(Command command) {
    String argument = command.argument().strip();
    if (words(command) != 1) {
      say("500 '" + full(command) + "' not understood");
    } else if (!argument.matches("[0-9]+")) {
      say("501 REST requires a value greater than or equal to 0");
    } else if (ascii && !argument.equals("0")) {
      say("501 REST: Resuming transfers not allowed in ASCII mode");
    } else {
      BigInteger offset = new BigInteger(argument).min(LARGEST);
      restart = offset.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
      say("350 Restarting at " + offset + ". Send STORE or RETRIEVE to initiate transfer");
    }
  }

  private void range(Command command) {
    String[] words = command.argument().strip().split("\\s+");
    if (words.length != 2) {
      say("500 '" + full(command) + "' not understood");
    } else if (ascii) {
      say("551 RANG: Transfer ranges not allowed in ASCII mode");
    } else {
      say("501 RANG requires a value greater than or equal to 0");
    }
  }

  // Files -----------------------------------------------------------------------------------------

  private void file(Command command) {
    String verb = command.verb();
    String path = command.argument();
    boolean alone = Set.of("PWD", "XPWD", "CDUP", "XCUP").contains(verb);
    boolean optional = verb.equals("MLST");
    if (alone ? command.hasArgument() && !path.isBlank() : path.isBlank() && !optional) {
      say("501 Invalid number of parameters");
      if (verb.equals("RNTO")) {
        renameFrom = "";
      }
      return;
    }
    switch (verb) {
      case "PWD", "XPWD" -> say("257 " + quoted(files.current()) + " is the current directory");
      case "CDUP", "XCUP" -> changed(verb, files.enter(".."), "..");
      case "CWD", "XCWD" -> changed(verb, files.enter(path), path);
      case "MKD", "XMKD" -> {
        Errno result = files.makeDirectory(path, DIRECTORY_MODE);
        say(
            result.isOk()
                ? "257 " + quoted(files.absolute(path)) + " - Directory successfully created"
                : failed(path, result));
      }
      case "RMD", "XRMD" -> changed(verb, files.removeDirectory(path), path);
      case "DELE" -> changed(verb, files.delete(path), path);
      case "RNFR" -> renameFrom(path);
      case "RNTO" -> renameTo(path);
      case "SIZE" -> size(path);
      case "MDTM" -> modificationTime(path);
      case "MFMT", "MFF" -> setFacts(command);
      default -> transfers.listFacts(path);
    }
  }

  static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  static String failed(String path, Errno why) {
    return "550 " + path + ": " + why.text();
  }

  private void changed(String verb, Errno result, String path) {
    // What isn't a directory on the way has nothing in it.
    Errno why = result == Errno.NOT_DIRECTORY && !files.isFile(path) ? Errno.NO_ENTRY : result;
    say(result.isOk() ? "250 " + verb + " command successful" : failed(path, why));
  }

  private void renameFrom(String path) {
    Errno status = files.status(path);
    if (status.isOk()) {
      renameFrom = files.absolute(path);
      say("350 File or directory exists, ready for destination name");
    } else {
      say(failed(path, status));
    }
  }

  private void renameTo(String path) {
    if (renameFrom.isEmpty()) {
      say("503 Bad sequence of commands");
      return;
    }
    Errno result = files.rename(renameFrom, path);
    renameFrom = "";
    say(result.isOk() ? "250 Rename successful" : failed(path, result));
  }

  private void size(String path) {
    if (ascii) {
      say("550 SIZE not allowed in ASCII mode");
      return;
    }
    Errno status = files.status(path);
    try {
      if (!status.isOk()) {
        say(failed(path, status));
      } else if (!files.isFile(path)) {
        say("550 " + path + ": not a regular file");
      } else {
        say("213 " + files.size(path));
      }
    } catch (IOException e) {
      say(failed(path, Errno.of(e)));
    }
  }

  private void modificationTime(String path) {
    Errno status = files.status(path);
    try {
      if (!status.isOk()) {
        say(failed(path, status));
      } else if (!files.isFile(path)) {
        say("550 " + path + ": not a plain file");
      } else {
        say("213 " + files.timestamp(path));
      }
    } catch (IOException e) {
      say(failed(path, Errno.of(e)));
    }
  }

  private void setFacts(Command command) {
    String[] words = command.argument().split(" ", 2);
    if (words.length < 2) {
      say("501 Invalid number of parameters");
      return;
    }
    String path = words[1];
    boolean several = command.verb().equals("MFF");
    String[] wanted = several ? words[0].split(";") : new String[] {"modify=" + words[0]};
    for (String fact : wanted) {
      String[] parts = fact.split("=", 2);
      String value = parts.length == 2 ? parts[1] : "";
      Optional<Instant> time = time(value);
      String name = parts[0].toLowerCase(Locale.ROOT);
      if (name.equals("modify") && time.isEmpty()) {
        say("501 " + value + ": Invalid argument");
        return;
      }
      Errno status = files.status(path);
      if (status.isOk() && name.equals("modify")) {
        status = files.setModified(path, time.get());
      } else if (status.isOk() && name.equals("unix.mode") && value.matches("[0-7]{1,4}")) {
        status = files.changeMode(path, Integer.parseInt(value, 8));
      }
      if (!status.isOk()) {
        say(failed(path, status));
        return;
      }
    }
    say("213 " + (several ? words[0] : "Modify=" + words[0] + ";") + " " + path);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private void site(String argument) {
    String[] words = argument.split(" ", 3);
    String verb = words[0].toUpperCase(Locale.ROOT);
    switch (verb) {
      case "" -> say("500 'SITE' requires parameters");
      case "HELP" -> ProftpdHelp.siteHelp(this);
      case "CHMOD", "CHGRP" -> {
        if (!loggedIn) {
          say("530 Please login with USER and PASS");
        } else if (words.length < 3) {
          sayByLine("500-'SITE " + argument + "' not understood", "500 SITE not understood");
        } else {
          change(verb, words[1], words[2]);
        }
      }
      default -> say("500 'SITE " + words[0] + "' not understood");
    }
  }

  private void change(String verb, String to, String path) {
    Errno status = files.status(path);
    if (status.isOk() && verb.equals("CHMOD")) {
      status =
          to.matches("[0-7]{1,4}")
              ? files.changeMode(path, Integer.parseInt(to, 8))
              : Errno.INVALID;
    } else if (status.isOk()) {
      status = Errno.NOT_PERMITTED;
    }
    say(status.isOk() ? "200 SITE " + verb + " command successful" : failed(path, status));
  }

  // Status ----------------------------------------------------------------------------------------

  /** A transfer has carried so many bytes. */
  void countTransferred(long bytes) {
    transferred += bytes;
  }

  private void status(String argument) {
    if (!argument.isBlank()) {
      transfers.status(argument);
      return;
    }
    String client = partner.clientAddress().getHostAddress();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "211-Status of 'Debian'",
                " Connected from " + client + " (" + client + ")",
                " Logged in as " + user,
                " TYPE: " + (ascii ? "ASCII" : "BINARY") + ", STRUcture: File, Mode: Stream"));
    long bytes = transferred + transfers.bytes();
    if (bytes > 0) {
      lines.add(" Total bytes transferred for session: " + bytes);
    }
    lines.addAll(transfers.progress());
    lines.add("211 End of status");
    sayByLine(lines.toArray(String[]::new));
  }

  // Addresses -------------------------------------------------------------------------------------

  private boolean isIllegal(String verb) {
    if (epsvAll) {
      say("500 Illegal " + verb + " command, EPSV ALL in effect");
    }
    return epsvAll;
  }

  private void passive(Command command) {
    if (isIllegal("PASV")) {
      return;
    }
    if (!command.argument().isBlank()) {
      say("501 Invalid number of parameters");
      return;
    }
    listenPassively()
        .ifPresent(
            agreed -> {
              String host =
                  partner.data().family() == AddressFamily.IPV4
                      ? agreed.getAddress().getHostAddress()
                      : lastPart(agreed.getAddress());
              say("227 Entering Passive Mode (" + hostPort(host, agreed.getPort()) + ").");
            });
  }

  /** What stands behind the last colon of an IPv6 address, as if it were an IPv4 one. */
  private static String lastPart(InetAddress address) {
    String text = address.getHostAddress();
    return text.substring(text.lastIndexOf(':') + 1);
  }

  private void extendedPassive(String argument) {
    switch (argument.toUpperCase(Locale.ROOT)) {
      case "ALL" -> {
        epsvAll = true;
        say("200 EPSV ALL command successful");
      }
      case "", "1", "2" ->
          listenPassively()
              .ifPresent(
                  agreed ->
                      say("229 Entering Extended Passive Mode (|||" + agreed.getPort() + "|)"));
      default ->
          say(
              argument.matches("[0-9]+")
                  ? "522 Network protocol not supported, use (1,2)"
                  : "501 EPSV: unknown network protocol");
    }
  }

  private Optional<InetSocketAddress> listenPassively() {
    transfers.forgetTarget();
    try {
      return Optional.of(partner.data().listenAnywhere());
    } catch (IOException e) {
      say("425 Unable to build data connection: Internal error");
      return Optional.empty();
    }
  }

  private void active(String argument) {
    if (isIllegal("PORT")) {
      return;
    }
    if (argument.isEmpty()) {
      say("501 Invalid number of parameters");
      return;
    }
    Optional<Endpoint> named = HostPort.ofPort(argument);
    if (named.isEmpty() || argument.startsWith("0,0,0,0,")) {
      say("501 Illegal PORT command");
      return;
    }
    connectTo(named.map(partner::meant), "PORT");
  }

  private void extendedActive(String argument) {
    if (isIllegal("EPRT")) {
      return;
    }
    if (argument.isEmpty()) {
      say("501 Invalid number of parameters");
      return;
    }
    String family = argument.substring(1).split("[^0-9]", 2)[0];
    if (!family.equals("1") && !family.equals("2")) {
      say("522 Network protocol not supported, use (1,2)");
      return;
    }
    Optional<String[]> parts = HostPort.partsOfEprt(argument);
    if (parts.isEmpty() || !parts.get()[2].matches("[0-9]+")) {
      say("501 Illegal EPRT command");
      return;
    }
    connectTo(partner.namedByEprt(withSmallPort(parts.get())), "EPRT");
  }

  /** It keeps 16 bits of whatever number is named. */
  private static String[] withSmallPort(String[] parts) {
    int port = new BigInteger(parts[2]).and(BigInteger.valueOf(0xffff)).intValue();
    return new String[] {parts[0], parts[1], String.valueOf(port)};
  }

  private void connectTo(Optional<Endpoint> named, String verb) {
    Optional<Endpoint> target = named.filter(partner::mayConnectTo);
    target.ifPresent(transfers::connectTo);
    say(
        target.isPresent()
            ? "200 " + verb + " command successful"
            : "500 Illegal " + verb + " command");
  }
}
