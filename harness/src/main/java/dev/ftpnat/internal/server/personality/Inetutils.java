package dev.ftpnat.internal.server.personality;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.InetutilsGrammar.Verdict;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** ftpd of GNU Inetutils 2.4, as Debian 12 configures it. It has no TLS. */
final class Inetutils extends Conversation {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
              Duration.ofSeconds(900),
              Duration.ofSeconds(900),
              Duration.ofSeconds(900),
              // It waits as long as TCP does.
              Duration.ofDays(1)),
          Inetutils::new);

  private static final String VERSION = "GNU inetutils 2.4";
  private static final int MOST_LOGIN_FAILURES = 5;
  private static final int NEW_DIRECTORY = 0750;
  private static final int NEW_FILE = 0640;
  private static final int FIRST_UNPRIVILEGED = 1025;
  private static final int LONGEST_IDLE = 7200;
  private static final int SHORTEST_IDLE = 30;

  private static final String HELP =
      """
      214- The following commands are recognized (* =>'s unimplemented).
         USER    QUIT    STOR    ABOR    SITE    XPWD    MLFL*   EPRT    CONF*
         PASS    PORT    STOU    DELE    SYST    XCUP    MAIL*   EPSV    ENC*
         ACCT*   PASV    APPE    RMD     STAT    XCWD    MSND*   LPRT    MIC*
         CWD     TYPE    ALLO    MKD     HELP    FEAT    MSOM*   LPSV    PBSZ*
         CDUP    STRU    REST    PWD     NOOP    OPTS    MSAM*   ADAT*   PROT*
         SMNT*   MODE    RNFR    LIST    XMKD    SIZE    MRSQ*   AUTH*
         REIN*   RETR    RNTO    NLST    XRMD    MDTM    MRCP*   CCC*
      214 Direct comments to ftp-bugs@localhost.""";

  private static final String SITE_HELP =
      """
      214- The following SITE commands are recognized (* =>'s unimplemented).
         CHMOD   HELP    IDLE    UMASK\s
      214 Direct comments to ftp-bugs@localhost.""";

  private boolean passwordWanted;
  private int loginFailures;
  private boolean hadSyntaxError;

  /** Where in its buffer ends of earlier lines are that were longer than those after them. */
  private final NavigableSet<Integer> endsOfLines = new TreeSet<>();

  private String type = "A";
  private int idle = 900;

  /** Whether it listens on a passive port. */
  private boolean passive;

  /** Where the client has said that it listens; null if it was refused, or never said so. */
  private Endpoint target;

  /** Whether the next data connection goes to where the client's control connection comes from. */
  private boolean usesDefault = true;

  private Inetutils(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 localhost FTP server (" + VERSION + ") ready.");
  }

  @Override
  void idleTooLong() {
    say("421 Timeout (" + idle + " seconds): closing control connection.");
    hangUp();
  }

  @Override
  void refuse(Command command) {
    say("502 " + command.verb() + " command not implemented.");
  }

  @Override
  void unreadable(Command beginning, boolean tooLong) {
    complain(beginning, "command not recognized");
  }

  // What it understands ---------------------------------------------------------------------------

  @Override
  void answer(Command command) {
    Verdict verdict = InetutilsGrammar.verdict(command);
    int length = command.line().length();
    endsOfLines.headSet(length + 2, true).clear();
    if (verdict != Verdict.SYNTAX_ERROR) {
      endsOfLines.add(length);
    }
    switch (verdict) {
      case NOT_IMPLEMENTED -> say("502 " + command.verb() + " command not implemented.");
      case NOT_RECOGNIZED -> {
        checkLogin(command, true);
        if (!hadSyntaxError) {
          complain(command, "command not recognized");
        }
      }
      case SYNTAX_ERROR -> {
        checkLogin(command, false);
        hadSyntaxError = true;
        complain(command, "syntax error");
        forget();
        if (InetutilsGrammar.losesItsEnd(command) && endsOfLines.isEmpty()) {
          // It reads on in its buffer, where no longer line has left its end, and dies of it.
          hangUp();
        }
      }
      case FITS -> {
        boolean keeps = command.verb().equals("REST") || command.verb().equals("RNFR");
        if (!needsLogin(command) || loggedIn) {
          execute(command);
        } else {
          say("530 Please login with USER and PASS.");
        }
        if (!keeps) {
          forget();
        }
      }
    }
  }

  /** The grammar looks whether a client has logged in before it looks at what follows. */
  private void checkLogin(Command command, boolean scanned) {
    boolean known = InetutilsGrammar.verdict(Command.of(command.verb())) != Verdict.NOT_RECOGNIZED;
    if (known && needsLogin(command) && !loggedIn && !scanned) {
      say("530 Please login with USER and PASS.");
    }
  }

  /** Every command but REST and RNFR forgets what they have said, also one that is wrong. */
  private void forget() {
    restart = 0;
    renameFrom = "";
  }

  private void complain(Command command, String why) {
    String rest = command.line().substring(command.word().length());
    say("500 '" + command.verb() + rest + "': " + why);
  }

  private static boolean needsLogin(Command command) {
    return switch (command.verb()) {
      case "USER",
          "PASS",
          "TYPE",
          "STRU",
          "MODE",
          "ALLO",
          "ABOR",
          "HELP",
          "NOOP",
          "SYST",
          "REST",
          "QUIT",
          "SITE" ->
          false;
      case "STAT" -> command.hasArgument();
      default -> true;
    };
  }

  private void execute(Command command) {
    String argument = command.argument();
    switch (command.verb()) {
      case "USER" -> user(argument);
      case "PASS" -> password(argument);
      case "QUIT" -> {
        say("221 Goodbye.");
        hangUp();
      }
      case "PORT" -> port(argument);
      case "EPRT" -> extendedPort(argument);
      case "LPRT" -> longPort(argument);
      case "PASV" -> passive(false);
      case "LPSV" -> passive(true);
      case "EPSV" -> extendedPassive(argument);
      case "TYPE" -> type(argument.toUpperCase(Locale.ROOT));
      case "STRU" ->
          say(argument.equalsIgnoreCase("F") ? "200 STRU F ok." : "504 Unimplemented STRU type.");
      case "MODE" ->
          say(argument.equalsIgnoreCase("S") ? "200 MODE S ok." : "502 Unimplemented MODE type.");
      case "ALLO" -> say("202 ALLO command ignored.");
      case "REST" -> {
        renameFrom = "";
        restart = Long.parseLong(argument.length() > 18 ? argument.substring(0, 18) : argument);
        say("350 Restarting at " + restart + ". Send STORE or RETRIEVE to initiate transfer.");
      }
      case "RETR" -> retrieve(argument);
      case "STOR" -> store(argument, false, false);
      case "APPE" -> store(argument, true, false);
      case "STOU" -> store(argument, false, true);
      case "LIST" -> list(argument);
      case "NLST" -> names(argument.isEmpty() ? "." : argument);
      case "STAT" -> status(argument);
      case "ABOR" -> say("225 ABOR command successful.");
      case "HELP" -> help(argument);
      case "NOOP" -> say("200 NOOP command successful.");
      case "SYST" -> say("215 UNIX Type: L8 Version: Linux " + kernel());
      case "FEAT" -> features(argument);
      case "OPTS" ->
          say(argument.isEmpty() ? "501 Must have an argument." : "501 No options are available.");
      case "SITE" -> site(argument);
      default -> file(command.verb(), argument);
    }
  }

  private static String kernel() {
    String version = System.getProperty("os.version", "");
    return version.isEmpty() ? "6.1.0" : version;
  }

  // Login -----------------------------------------------------------------------------------------

  private void user(String name) {
    loggedIn = false;
    user = name;
    passwordWanted = true;
    say("331 Password required for " + name + ".");
  }

  private void password(String password) {
    if (loggedIn || !passwordWanted) {
      say("503 Login with USER first.");
      return;
    }
    passwordWanted = false;
    if (isRight(user, password)) {
      loggedIn = true;
      loginFailures = 0;
      say("230 User " + user + " logged in.");
      return;
    }
    say("530 Login incorrect.");
    if (loginFailures++ >= MOST_LOGIN_FAILURES) {
      say("421 Service not available, closing control connection.");
      hangUp();
    }
  }

  // Settings and what there is to know ------------------------------------------------------------

  private void type(String wanted) {
    switch (wanted.replace(" ", "")) {
      case "A", "AN" -> {
        type = "A";
        say("200 Type set to A.");
      }
      case "AT", "AC" -> say("504 Form must be N.");
      case "I" -> {
        type = "I";
        say("200 Type set to I.");
      }
      case "L", "L8" -> {
        type = "L";
        say("200 Type set to L (byte size 8).");
      }
      default ->
          say(wanted.startsWith("E") ? "504 Type E not implemented." : "504 Byte size must be 8.");
    }
    ascii = type.equals("A");
  }

  private void features(String argument) {
    if (!argument.isEmpty()) {
      say("501 Not accepting arguments.");
      return;
    }
    say(
        "211- Supported extensions:\n MDTM\n SIZE\n REST STREAM\n EPRT\n EPSV\n LPRT\n LPSV\n"
            + "211 End");
  }

  private void help(String about) {
    String topic = about.toUpperCase(Locale.ROOT);
    if (topic.isEmpty()) {
      say(HELP);
    } else if (topic.equals("SITE")) {
      say(SITE_HELP);
    } else {
      say(InetutilsHelp.on(topic));
    }
  }

  private void site(String argument) {
    String[] words = argument.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "HELP" -> say(rest.isEmpty() ? SITE_HELP : InetutilsHelp.onSite(rest));
      case "UMASK" -> say(loggedIn ? "200 Current UMASK is 027" : loginFirst());
      case "IDLE" -> idle(rest);
      case "CHMOD" -> say(loggedIn ? "200 CHMOD command successful." : loginFirst());
      default -> {
        if (!hadSyntaxError) {
          say("500 'SITE " + argument + "': command not recognized");
        }
      }
    }
  }

  private static String loginFirst() {
    return "530 Please login with USER and PASS.";
  }

  private void idle(String wanted) {
    if (wanted.isEmpty()) {
      say("200 Current IDLE time limit is " + idle + " seconds; max " + LONGEST_IDLE);
    } else if (!loggedIn) {
      say(loginFirst());
    } else if (wanted.matches("[0-9]{1,9}")) {
      int seconds = Integer.parseInt(wanted);
      if (seconds < SHORTEST_IDLE || seconds > LONGEST_IDLE) {
        say("501 Maximum IDLE time must be between 30 and " + LONGEST_IDLE + " seconds");
      } else {
        idle = seconds;
        say("200 Maximum IDLE time set to " + seconds + " seconds");
      }
    } else if (!hadSyntaxError) {
      say("500 'SITE IDLE " + wanted + "': command not recognized");
    }
  }

  private void status(String name) {
    if (!name.isEmpty()) {
      String listing = InetutilsListing.of(files, name, partner.description().username());
      say("211- status of " + name + ":\n" + listing + "211 End of Status");
      return;
    }
    String client = partner.clientAddress().getHostAddress();
    String login =
        loggedIn
            ? "Logged in as " + user
            : passwordWanted ? "Waiting for password" : "Waiting for user name";
    String typeName =
        switch (type) {
          case "A" -> "ASCII, FORM: Nonprint";
          case "L" -> "Local 8";
          default -> "Image";
        };
    String data = "No data connection";
    if (passive) {
      data = "in Passive mode (" + hostPort(passiveAddress()) + ")";
    } else if (!usesDefault) {
      data = "PORT (" + (target == null ? "0,0,0,0,0,0" : hostPort(socketAddress(target))) + ")";
    }
    say(
        String.join(
            "\n",
            "211- localhost FTP server status:",
            "     ftpd (GNU inetutils) 2.4",
            "     Connected to " + client,
            "     Session timeout is " + idle + " seconds",
            "     " + login,
            "     TYPE: " + typeName + "; STRUcture: File; transfer MODE: Stream",
            "     " + data,
            "211 End of status"));
  }

  private static InetSocketAddress socketAddress(Endpoint endpoint) {
    return new InetSocketAddress(endpoint.address(), endpoint.port());
  }

  private static String hostPort(InetSocketAddress address) {
    return hostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  private InetSocketAddress passiveAddress() {
    return new InetSocketAddress(partner.data().getInetAddress(), partner.data().getPort());
  }

  // Files -----------------------------------------------------------------------------------------

  private void file(String verb, String name) {
    switch (verb) {
      case "PWD", "XPWD" -> say("257 \"" + files.current() + "\" is current directory.");
      case "CWD", "XCWD" ->
          done("CWD", name, files.enter(name.isEmpty() || name.equals("~") ? "/" : name));
      case "CDUP", "XCUP" -> done("CWD", "..", files.enter(".."));
      case "MKD", "XMKD" -> makeDirectory(name);
      case "RMD", "XRMD" -> done("RMD", name, files.removeDirectory(name));
      case "DELE" ->
          done(
              "DELE",
              name,
              files.isDirectory(name) ? files.removeDirectory(name) : files.delete(name));
      case "RNFR" -> {
        restart = 0;
        Errno status = files.status(name);
        renameFrom = status.isOk() ? name : "";
        say(
            status.isOk()
                ? "350 File exists, ready for destination name"
                : "550 " + name + ": " + status.text() + ".");
      }
      case "RNTO" -> {
        if (renameFrom.isEmpty()) {
          say("503 Bad sequence of commands.");
        } else {
          Errno renamed = files.rename(renameFrom, name);
          say(
              renamed.isOk()
                  ? "250 RNTO command successful."
                  : "550 rename: " + renamed.text() + ".");
        }
      }
      case "SIZE" -> size(name);
      case "MDTM" -> modified(name);
      default -> throw new IllegalArgumentException(verb);
    }
  }

  private void done(String what, String name, Errno result) {
    say(
        result.isOk()
            ? "250 " + what + " command successful."
            : "550 " + name + ": " + result.text() + ".");
  }

  private void makeDirectory(String name) {
    Errno made = files.makeDirectory(name, NEW_DIRECTORY);
    if (!made.isOk()) {
      say("550 " + name + ": " + made.text() + ".");
      return;
    }
    String current = files.current().equals("/") ? "" : files.current();
    String shown = name.startsWith("/") ? name : current + "/" + name;
    say("257 \"" + shown + "\" new directory created.");
  }

  private void size(String name) {
    Errno status = files.status(name);
    if (ascii && !status.isOk()) {
      say("550 " + name + ": " + status.text() + ".");
      return;
    }
    if (!files.isFile(name)) {
      say("550 " + name + ": not a plain file.");
      return;
    }
    try {
      say("213 " + (ascii ? asciiSize(name) : files.size(name)));
    } catch (IOException e) {
      say("550 " + name + ": " + Errno.of(e).text() + ".");
    }
  }

  /** What it would be with CR LF for every LF. */
  private long asciiSize(String name) throws IOException {
    try (InputStream file = AsciiStreams.download(Files.newInputStream(files.path(name)), true)) {
      return file.transferTo(OutputStream.nullOutputStream());
    }
  }

  private void modified(String name) {
    Errno status = files.status(name);
    if (!status.isOk()) {
      say("550 " + name + ": " + status.text());
    } else if (!files.isFile(name)) {
      say("550 " + name + ": not a plain file.");
    } else {
      try {
        say("213 " + files.timestamp(name));
      } catch (IOException e) {
        say("550 " + name + ": " + Errno.of(e).text());
      }
    }
  }

  // Where data connections go ---------------------------------------------------------------------

  private void port(String argument) {
    List<Integer> numbers = InetutilsGrammar.numbers(argument);
    int[] octets = numbers.stream().mapToInt(number -> number & 0xff).toArray();
    InetAddress host = Ipv4.ofBits(octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3]);
    boolean inFamily = partner.data().family() == AddressFamily.IPV4;
    aim("PORT", inFamily ? Optional.of(new Endpoint(host, octets[4] << 8 | octets[5])) : none());
  }

  private static Optional<Endpoint> none() {
    return Optional.empty();
  }

  private void longPort(String argument) {
    List<Integer> n = InetutilsGrammar.numbers(argument);
    boolean ipv4 = n.size() == 9 && n.get(0) == 4 && n.get(1) == 4 && n.get(6) == 2;
    boolean ipv6 = n.size() == 21 && n.get(0) == 6 && n.get(1) == 16 && n.get(18) == 2;
    if ((!ipv4 && !ipv6) || n.stream().anyMatch(number -> number > 255)) {
      say("500 Invalid address.");
      aim("LPRT", none());
      return;
    }
    int ports = n.size() - 2;
    int port = n.get(ports) << 8 | n.get(ports + 1);
    StringBuilder host = new StringBuilder();
    if (ipv4) {
      host.append("%d.%d.%d.%d".formatted(n.get(2), n.get(3), n.get(4), n.get(5)));
    } else {
      for (int i = 2; i < 18; i += 2) {
        host.append(i > 2 ? ":" : "").append("%02x%02x".formatted(n.get(i), n.get(i + 1)));
      }
    }
    aim("LPRT", HostPort.literal(host.toString()).map(address -> new Endpoint(address, port)));
  }

  /** The client itself, and no port of a service: RFC 2577 section 3. */
  private void aim(String verb, Optional<Endpoint> named) {
    Optional<Endpoint> meant = named.map(partner::meant).filter(this::isAllowed);
    usesDefault = meant.isEmpty();
    target = meant.orElse(null);
    if (meant.isPresent()) {
      stopListeningPassively();
      say("200 " + verb + " command successful.");
    } else {
      say("500 Illegal " + verb + " Command");
    }
  }

  private boolean isAllowed(Endpoint endpoint) {
    boolean isFar =
        partner.description().refusesForeignTargets()
            && !endpoint.address().equals(partner.clientAddress());
    int first = partner.description().refusesLowTargets() ? FIRST_UNPRIVILEGED : 1;
    return !isFar && endpoint.port() >= first;
  }

  private void extendedPort(String argument) {
    usesDefault = false;
    stopListeningPassively();
    InetutilsGrammar.Eprt eprt = InetutilsGrammar.eprt(argument).orElseThrow();
    if (eprt.protocol() != 1 && eprt.protocol() != 2) {
      say("522 Network protocol not supported, use (1,2)");
      return;
    }
    Optional<InetAddress> address = HostPort.literal(eprt.address());
    boolean sameDelimiters = eprt.delimiters().chars().distinct().count() == 1;
    boolean inFamily =
        address.isPresent() && AddressFamily.of(address.get()).number() == eprt.protocol();
    Optional<Endpoint> meant =
        sameDelimiters && inFamily
            ? address
                .map(host -> new Endpoint(host, eprt.port() & 0xffff))
                .map(partner::meant)
                .filter(this::isAllowed)
            : Optional.empty();
    if (meant.isEmpty()) {
      say("500 Illegal EPRT Command");
      return;
    }
    target = meant.get();
    say("200 EPRT command successful.");
  }

  private void stopListeningPassively() {
    if (passive) {
      passive = false;
      partner.data().closeDataConnection();
    }
  }

  private void passive(boolean inLong) {
    Optional<InetSocketAddress> agreed = listenPassively();
    if (agreed.isEmpty()) {
      return;
    }
    int port = agreed.get().getPort();
    InetAddress address = agreed.get().getAddress();
    if (partner.data().family() == AddressFamily.IPV6) {
      byte[] bytes = partner.serverAddress().getAddress().getAddress();
      say("228 Entering Long Passive Mode (6,16," + octets(bytes) + ",2," + ports(port) + ")");
    } else if (inLong) {
      String host = octets(address.getAddress());
      say("228 Entering Long Passive Mode (4,4," + host + ",2," + ports(port) + ")");
    } else {
      say("227 Entering Passive Mode (" + hostPort(address.getHostAddress(), port) + ")");
    }
  }

  private static String octets(byte[] address) {
    List<String> octets = new ArrayList<>();
    for (byte octet : address) {
      octets.add(String.valueOf(octet & 0xff));
    }
    return String.join(",", octets);
  }

  private static String ports(int port) {
    return (port >> 8) + "," + (port & 0xff);
  }

  private void extendedPassive(String protocol) {
    if (!protocol.isEmpty() && !protocol.equals("1") && !protocol.equals("2")) {
      say("522 Network protocol not supported, use (1,2)");
      return;
    }
    boolean other =
        !protocol.isEmpty() && Integer.parseInt(protocol) != partner.data().family().number();
    if (other) {
      passive = false;
      partner.data().closeDataConnection();
      String why =
          protocol.equals("2") ? "Invalid argument" : "Address family not supported by protocol";
      say("425 Can't open passive connection: " + why + ".");
      return;
    }
    listenPassively()
        .ifPresent(
            agreed -> say("229 Entering Extended Passive Mode (|||" + agreed.getPort() + "|)"));
  }

  private Optional<InetSocketAddress> listenPassively() {
    try {
      InetSocketAddress agreed = partner.data().listen(false);
      passive = true;
      return Optional.of(agreed);
    } catch (IOException e) {
      passive = false;
      say("425 Can't open passive connection: Address already in use.");
      return Optional.empty();
    }
  }

  // Transfers -------------------------------------------------------------------------------------

  /** Connects, and says 150 when it has; says why not, and returns null, if it can't. */
  private DataStream connect(String name, String size) {
    if (!passive) {
      boolean byDefault = usesDefault;
      usesDefault = true;
      if (byDefault || target == null) {
        // The client's end of the control connection, where nobody listens.
        String why = byDefault ? "Connection refused" : "Invalid argument";
        say("425 Can't build data connection: " + why + ".");
        return null;
      }
      partner.data().initActiveDataConnection(socketAddress(target));
    }
    try {
      DataStream data = meet();
      String mode = ascii ? "ASCII" : "BINARY";
      say("150 Opening " + mode + " mode data connection for '" + name + "'" + size + ".");
      return data;
    } catch (SocketTimeoutException e) {
      if (passive) {
        idleTooLong();
      } else {
        say("425 Can't build data connection: Connection timed out.");
      }
    } catch (IOException e) {
      partner.data().closeDataConnection();
      say("425 Can't build data connection: " + NetworkErrors.of(e) + ".");
    }
    passive = false;
    return null;
  }

  private void finish(DataStream data, Copying result, String done, String channel) {
    passive = false;
    part(data);
    say(result == Copying.COMPLETE ? done : "426 " + channel + ": Connection reset by peer.");
  }

  private void retrieve(String name) {
    Errno status = files.status(name);
    if (!status.isOk()) {
      say("550 " + name + ": " + status.text() + ".");
      return;
    }
    if (!files.isFile(name)) {
      say("550 " + name + ": not a plain file.");
      return;
    }
    try (SeekableByteChannel file = Files.newByteChannel(files.path(name))) {
      long size = file.size();
      long offset = restart;
      if (ascii && offset > 0) {
        offset = asciiOffset(name, offset);
        if (offset < 0) {
          say("554 Action not taken: invalid REST value " + restart + " for " + name + ".");
          return;
        }
      }
      file.position(offset);
      DataStream data = connect(name, " (" + size + " bytes)");
      if (data != null) {
        InputStream content = Channels.newInputStream(file);
        send(data, ascii ? AsciiStreams.download(content, true) : content);
      }
    } catch (IOException e) {
      say("550 " + name + ": " + Errno.of(e).text() + ".");
    }
  }

  /** Where in the file so many bytes on the network end; -1 if there are fewer. */
  private long asciiOffset(String name, long wanted) throws IOException {
    try (InputStream file = Files.newInputStream(files.path(name))) {
      return asciiOffset(file, wanted);
    }
  }

  private static long asciiOffset(InputStream content, long wanted) {
    long passed = 0;
    long at = 0;
    try {
      while (passed < wanted) {
        int next = content.read();
        if (next < 0) {
          return -1;
        }
        at++;
        passed += next == '\n' ? 2 : 1;
      }
    } catch (IOException e) {
      return -1;
    }
    return at;
  }

  private void send(DataStream data, InputStream content) {
    Copying result = Copying.send(data, content, partner.habits().stall());
    finish(data, result, "226 Transfer complete.", "Data connection");
  }

  private void list(String arguments) {
    String listing = InetutilsListing.of(files, arguments, partner.description().username());
    long offset = restart;
    byte[] lines = listing.getBytes(UTF_8);
    if (offset > 0 && !ascii) {
      say("550 /bin/ls: Illegal seek.");
      return;
    }
    int skipped = ascii ? (int) asciiOffset(new ByteArrayInputStream(lines), offset) : 0;
    if (skipped < 0) {
      say("554 Action not taken: invalid REST value " + offset + " for /bin/ls.");
      return;
    }
    DataStream data = connect("/bin/ls", "");
    if (data != null) {
      send(data, text(new String(lines, skipped, lines.length - skipped, UTF_8)));
    }
  }

  private InputStream text(String lines) {
    return new ByteArrayInputStream((ascii ? lines.replace("\n", "\r\n") : lines).getBytes(UTF_8));
  }

  /** NLST: files, and what is in directories; the connection is opened when there is something. */
  private void names(String pattern) {
    boolean simple = !pattern.matches(".*[~{\\[*?].*");
    StringBuilder lines = new StringBuilder();
    for (String name : InetutilsListing.matching(files, pattern)) {
      Errno status = files.status(name);
      if (!status.isOk()) {
        if (name.startsWith("-")) {
          list(name);
        } else {
          say("550 " + pattern + ": " + status.text() + ".");
        }
        return;
      }
      if (files.isFile(name)) {
        lines.append(name).append('\n');
      } else {
        inDirectory(lines, name, simple);
      }
    }
    if (lines.isEmpty()) {
      say("550 No files found.");
      return;
    }
    DataStream data = connect("file list", "");
    if (data != null) {
      send(data, text(lines.toString()));
    }
  }

  private void inDirectory(StringBuilder lines, String directory, boolean simple) {
    try {
      for (String name : files.names(directory)) {
        String path = directory + "/" + name;
        if (simple || files.isFile(path)) {
          lines.append(path.startsWith("./") ? path.substring(2) : path).append('\n');
        }
      }
    } catch (IOException e) {
      // It can't be read, and is passed over.
    }
  }

  private void store(String name, boolean appends, boolean unique) {
    String own = name;
    for (int number = 1; unique && files.exists(own); number++) {
      own = name + "." + number;
    }
    long offset = restart;
    if (files.isDirectory(own)) {
      say("553 " + own + ": " + Errno.IS_DIRECTORY.text() + ".");
      return;
    }
    boolean resumes = offset > 0;
    Set<? extends OpenOption> options =
        resumes
            ? Set.of(StandardOpenOption.WRITE)
            : appends
                ? Set.of(
                    StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                : Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
    boolean created = !files.exists(own);
    try (SeekableByteChannel file = Files.newByteChannel(files.path(own), options)) {
      if (created) {
        Errno ignored = files.changeMode(own, NEW_FILE);
      }
      if (resumes && ascii) {
        offset = asciiOffset(own, offset);
        if (offset < 0) {
          say("554 Action not taken: invalid REST value " + restart + " for " + own + ".");
          return;
        }
      }
      if (resumes) {
        file.position(offset);
      }
      DataStream data = connect(own, "");
      if (data != null) {
        receive(data, Channels.newOutputStream(file), unique ? own : "");
      }
    } catch (IOException e) {
      say("553 " + own + ": " + Errno.of(e).text() + ".");
    }
  }

  private void receive(DataStream data, OutputStream file, String uniqueName) throws IOException {
    NetworkAscii.Received converted = new NetworkAscii.Received(file);
    Copying result = Copying.receive(data, ascii ? converted : file, partner.habits().stall());
    int bare = converted.bareLineFeeds();
    converted.end();
    String done =
        uniqueName.isEmpty()
            ? "226 Transfer complete."
            : "226 Transfer complete (unique file name:" + uniqueName + ").";
    if (bare > 0) {
      done =
          "226- WARNING! "
              + bare
              + " bare linefeeds received in ASCII mode\n"
              + "   File may not have transferred correctly.\n"
              + done;
    }
    finish(data, result, done, "Data Connection");
  }
}
