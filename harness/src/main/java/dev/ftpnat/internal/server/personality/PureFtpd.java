package dev.ftpnat.internal.server.personality;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.reply.SaidReply;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pure-FTPd 1.0.50, as Debian 12 configures it; with TLS, as with {@code -Y 1}, or {@code -Y 2}
 * where it is demanded.
 *
 * <p>What it has to say to a command it collects, and says it with the last code in one reply. So a
 * code may end up with other words than it was meant for, as it does in the original.
 */
final class PureFtpd extends Conversation {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
                  Duration.ofMinutes(15),
                  Duration.ofMinutes(15),
                  Duration.ofMinutes(15),
                  Duration.ofMinutes(15))
              .withLastingPassivePort(),
          PureFtpd::new);

  private static final String WARNING =
      "Warning: client is in ASCII mode - Assuming data is plain text";

  private static final AtomicInteger UNIQUE = new AtomicInteger();
  private static final Pattern PORT =
      Pattern.compile(" *(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+).*");
  private static final Pattern MFMT = Pattern.compile("(\\d{14}) (.+)");
  private static final int NEW_DIRECTORY = 0755;
  private static final int NEW_FILE = 0644;
  private static final int FIRST_UNPRIVILEGED = 1024;
  private static final int MOST_LOGIN_FAILURES = 5;
  private static final int LARGEST_UNANNOUNCED = 4096;
  private static final long LONGEST_IDLE = 7200;

  private final List<String> pending = new ArrayList<>();
  private int code;

  private boolean activeDisabled;
  private boolean listensPassively;
  private Endpoint target;
  private long uploaded;
  private long downloaded;
  private int loginFailures;
  private volatile boolean uploading;
  private volatile boolean aborted;
  private final AtomicBoolean warns = new AtomicBoolean();

  private PureFtpd(Partner partner) {
    super(partner);
    // It begins in binary, unlike what RFC 959 wants.
    ascii = true;
  }

  // Replies ---------------------------------------------------------------------------------------

  private void add(int newCode, String text) {
    code = newCode;
    add(text);
  }

  /** More with the code of what was said before. */
  private void add(String text) {
    pending.addAll(text.lines().toList());
  }

  private void flush() {
    if (pending.isEmpty()) {
      return;
    }
    StringBuilder reply = new StringBuilder();
    for (int i = 0; i < pending.size(); i++) {
      boolean last = i == pending.size() - 1;
      reply.append(code).append(last ? ' ' : '-').append(pending.get(i)).append(last ? "" : "\n");
    }
    pending.clear();
    say(reply.toString());
  }

  private void die(int newCode, String text) {
    add(newCode, text);
    flush();
    hangUp();
  }

  // The session -----------------------------------------------------------------------------------

  @Override
  void greet() {
    LocalTime now = LocalTime.now(ZoneOffset.UTC);
    add(220, "--------- Welcome to Pure-FTPd [privsep] [TLS] ----------");
    add("You are user number 1 of 50 allowed.");
    add(
        "Local time is now %02d:%02d. Server port: %d."
            .formatted(now.getHour(), now.getMinute(), partner.serverAddress().getPort()));
    add("This is a private system - No anonymous login");
    if (partner.data().family() == AddressFamily.IPV4) {
      add("IPv6 connections are also welcome on this server.");
    }
    add("You will be disconnected after 15 minutes of inactivity.");
    flush();
  }

  @Override
  void idleTooLong() {
    die(421, "Timeout - try typing a little faster next time");
  }

  @Override
  void unreadable(Command beginning, boolean tooLong) {
    die(421, "Line too long");
  }

  @Override
  void refuse(Command command) {
    say("502 Command not implemented");
  }

  @Override
  boolean cutsWhenClientLeaves() {
    return true;
  }

  @Override
  boolean answersMeanwhile(Command command) {
    boolean aborts = command.verb().equals("ABOR") || command.verb().equals("QUIT");
    DataStream running = transfer();
    if (running == null) {
      // While it waits for the client's connection it hears nothing.
      return false;
    }
    if (!aborts) {
      say(warned(500) + "500 Unknown command");
      return true;
    }
    if (!aborted) {
      aborted = true;
      say(warned(426) + (uploading ? "426 Transfer aborted" : "426 ABORT"));
      running.cut();
    }
    return true;
  }

  @Override
  void answer(Command command) {
    Optional<Command> understood = understood(command);
    if (understood.isPresent()) {
      execute(understood.get());
      flush();
    }
  }

  /** A word of letters and digits, and what follows white space; there is no reply to the rest. */
  private static Optional<Command> understood(Command command) {
    String word = command.word();
    int end = 0;
    while (end < word.length() && isOfWord(word.charAt(end))) {
      end++;
    }
    boolean whole = end > 0 && end == word.length();
    return whole ? Optional.of(command) : Optional.empty();
  }

  private static boolean isOfWord(char c) {
    return c == '@' || (c < 128 && Character.isLetterOrDigit(c));
  }

  private void execute(Command command) {
    String argument = command.argument();
    switch (command.verb()) {
      case "NOOP" -> add(200, "Zzz...");
      case "USER" -> user(argument);
      case "ACCT" -> add(202, "Please tell me who you are");
      case "PASS" -> password(argument);
      case "QUIT" -> {
        add(
            221,
            "Goodbye. You uploaded %d and downloaded %d kbytes."
                .formatted(kilobytes(uploaded), kilobytes(downloaded)));
        add("Logout.");
        flush();
        hangUp();
      }
      case "SYST" -> add(215, "UNIX Type: L8");
      case "AUTH" -> authenticate(argument);
      case "ADAT" -> add(500, "This security scheme is not implemented");
      case "PBSZ" -> add(partner.isEncrypted() ? 200 : 503, "PBSZ=0");
      case "CCC" -> {
        if (loggedIn && partner.isEncrypted()) {
          flush();
          partner.endTls(new SaidReply("200 Control connection unencrypted"));
        } else {
          add(534, "CCC not allowed at this point");
        }
      }
      case "PROT" -> protect(argument);
      case "TYPE" -> type(argument);
      case "MODE" -> oneOf(argument, "S", "S OK", "Please use S(tream) mode");
      case "STRU" -> oneOf(argument, "F", "F OK", "Only F(ile) is supported");
      case "FEAT" -> features();
      case "OPTS" -> options(argument);
      case "HELP" -> siteHelp();
      case "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT" ->
          die(500, "HTTP command: [" + command.verb().toLowerCase(Locale.ROOT) + "]");
      default -> {
        if (loggedIn) {
          afterLogin(command.verb(), argument);
        } else {
          add(530, "You aren't logged in");
        }
      }
    }
  }

  private static long kilobytes(long bytes) {
    return (bytes + 1023) / 1024;
  }

  private void oneOf(String argument, String only, String done, String refused) {
    if (argument.isEmpty()) {
      add(501, "Missing argument");
    } else if (argument.equalsIgnoreCase(only)) {
      add(200, done);
    } else {
      add(504, refused);
    }
  }

  // Login and TLS ---------------------------------------------------------------------------------

  private void user(String name) {
    if (partner.description().tls() == TlsMode.REQUIRED && !partner.isEncrypted()) {
      add(421, "Sorry, cleartext sessions and weak ciphers are not accepted on this server.");
      add("Please reconnect using TLS security mechanisms.");
    } else if (loggedIn) {
      add(530, "You're already logged in");
    } else if (name.isEmpty()
        || name.equalsIgnoreCase("ftp")
        || name.equalsIgnoreCase("anonymous")) {
      die(530, "This is a private system - No anonymous login");
    } else {
      user = name;
      add(331, "User " + name + " OK. Password required");
    }
  }

  private void password(String password) {
    if (loggedIn) {
      add(530, "We can't do that in the current session");
    } else if (user.isEmpty()) {
      add(530, "Please tell me who you are");
    } else if (isRight(user, password)) {
      loggedIn = true;
      add(230, "OK. Current directory is " + files.current());
    } else {
      loginFailures++;
      add(530, "Login authentication failed");
      if (loginFailures > MOST_LOGIN_FAILURES) {
        flush();
        hangUp();
      }
    }
  }

  private void authenticate(String mechanism) {
    if (!knowsTls() || loggedIn || !mechanism.equalsIgnoreCase("TLS")) {
      add(500, "This security scheme is not implemented");
    } else if (partner.isEncrypted()) {
      add(234, "AUTH TLS OK.");
    } else {
      startTls("234 AUTH TLS OK.");
    }
  }

  private void protect(String level) {
    if (!partner.isEncrypted()) {
      add(503, "PROT must be preceded by a successful PBSZ command");
      return;
    }
    switch (level) {
      case "" -> {
        partner.protectData(false);
        add(503, "Missing argument");
      }
      case "C" -> {
        partner.protectData(false);
        add(200, "Data protection level set to \"clear\"");
      }
      case "S", "E" -> {
        partner.protectData(true);
        add(200, "Protection level " + level + " not understood. Fallback to \"private\"");
      }
      case "P" -> {
        partner.protectData(true);
        add(200, "Data protection level set to \"private\"");
      }
      default -> {
        partner.protectData(false);
        add(534, "Fallback to [C]");
      }
    }
  }

  // Settings --------------------------------------------------------------------------------------

  private void type(String wanted) {
    code = 200;
    String upper = wanted.toUpperCase(Locale.ROOT);
    if (upper.isEmpty()) {
      add(501, "Missing argument\nA(scii) I(mage) L(ocal)");
    } else if (upper.startsWith("A")) {
      ascii = true;
    } else if (upper.startsWith("I") || upper.startsWith("L8")) {
      ascii = false;
    } else if (upper.startsWith("L") && upper.length() > 1 && Character.isDigit(upper.charAt(1))) {
      add(504, "Only 8-bit bytes are supported, we're not 10 years ago");
    } else if (upper.startsWith("L")) {
      add("Missing argument");
      ascii = false;
    } else {
      add(504, "Unknown TYPE: " + wanted);
    }
    add("TYPE is now " + (ascii ? "ASCII" : "8-bit binary"));
  }

  private void features() {
    String features =
        "UTF8\nEPRT\nIDLE\nMDTM\nSIZE\nMFMT\nREST STREAM\n"
            + "MLST type*;size*;sizd*;modify*;UNIX.mode*;UNIX.uid*;UNIX.gid*;unique*;\nMLSD\n"
            + "PRET\nAUTH TLS\nPBSZ\nPROT\nTVFS\nESTA\nPASV\nEPSV\nESTP";
    say("211-Extensions supported:\n " + features.replace("\n", "\n ") + "\n211 End.");
  }

  private void options(String argument) {
    if (argument.toUpperCase(Locale.ROOT).startsWith("MLST")) {
      add(200, " MLST OPTS type;size;sizd;modify;UNIX.mode;UNIX.uid;UNIX.gid;unique;");
    } else {
      add(504, "Unknown command");
    }
  }

  private void siteHelp() {
    say(
        "214-The following SITE commands are recognized\n"
            + " ALIAS\n CHMOD\n IDLE\n UTIME\n"
            + "214 Pure-FTPd - http://pureftpd.org/");
  }

  private void site(String argument) {
    String[] words = argument.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "" -> add(500, "SITE: Missing argument");
      case "HELP" -> siteHelp();
      case "IDLE" -> siteIdle(rest);
      case "CHMOD" -> changeMode(rest);
      default -> add(500, "SITE " + words[0] + " is an unknown extension");
    }
  }

  private void siteIdle(String seconds) {
    if (seconds.isEmpty()) {
      add(501, "SITE IDLE: Missing argument");
    } else if (!seconds.matches("[0-9]{1,9}")) {
      add(501, "Garbage found after value : " + seconds.replaceFirst("^[0-9]*", ""));
    } else if (Long.parseLong(seconds) > LONGEST_IDLE) {
      add(501, "Value too large");
    } else {
      add(200, "Idle time set to " + Long.parseLong(seconds) + " seconds");
    }
  }

  private void changeMode(String argument) {
    String[] words = argument.split(" +", 2);
    if (argument.isEmpty()) {
      add(501, "Missing argument");
    } else if (words.length < 2 || words[1].isEmpty()) {
      add(550, "No file name");
    } else if (!files.exists(words[1])) {
      add(550, "Could not change perms on " + words[1] + ": No such file or directory");
    } else {
      add(200, "Permissions changed on " + words[1]);
    }
  }

  // After login -----------------------------------------------------------------------------------

  private void afterLogin(String verb, String argument) {
    switch (verb) {
      case "CWD", "XCWD" -> changeDirectory(argument);
      case "CDUP", "XCUP" -> changeDirectory("..");
      case "PORT" -> port(argument);
      case "EPRT" -> extendedPort(argument);
      case "PASV", "P@SW" -> passive(false);
      case "EPSV" -> {
        if (argument.equalsIgnoreCase("ALL")) {
          activeDisabled = true;
          add(220, "Active mode is disabled");
        } else {
          passive(true);
        }
      }
      case "PRET" -> announce(argument);
      case "ALLO" ->
          add(
              argument.isEmpty() ? 501 : 200,
              argument.isEmpty() ? "Can't find file size" : "A L'HUILE");
      case "PWD", "XPWD" -> add(257, "\"" + files.current() + "\" is your current location");
      case "RETR" -> retrieve(argument);
      case "REST" -> restart(argument);
      case "DELE" -> delete(argument);
      case "STOR" -> named(argument, () -> store(argument, false));
      case "APPE" -> named(argument, () -> store(argument, true));
      case "STOU" -> storeUnique();
      case "MKD", "XMKD" -> makeDirectory(argument);
      case "RMD", "XRMD" -> removeDirectory(argument);
      case "STAT" -> status(argument);
      case "LIST" -> list(argument);
      case "NLST" -> names(argument);
      case "MLST" -> listFacts(argument.isEmpty() ? "." : argument);
      case "MLSD" -> listDirectoryFacts(argument.isEmpty() ? "." : argument);
      case "MFMT" -> setTime(argument);
      case "MDTM" -> aboutFile(argument, () -> add(213, files.timestamp(argument)));
      case "SIZE" -> aboutFile(argument, () -> add(213, String.valueOf(files.size(argument))));
      case "ABOR" -> add(226, "Since you see this ABOR must've succeeded");
      case "SITE" -> site(argument);
      case "CHMOD" -> changeMode(argument);
      case "RNFR" -> renameFrom(argument);
      case "RNTO" -> renameTo(argument);
      default -> add(500, "Unknown command");
    }
  }

  private void named(String name, Runnable action) {
    if (name.isEmpty()) {
      add(501, "No file name");
    } else {
      action.run();
    }
  }

  private void changeDirectory(String directory) {
    String name = directory.isEmpty() || directory.equals("~") ? "/" : directory;
    Errno entered = files.enter(name);
    if (entered.isOk()) {
      add(250, "OK. Current directory is " + files.current());
    } else {
      add(550, "Can't change directory to " + directory + ": " + entered.text());
    }
  }

  private void makeDirectory(String name) {
    if (name.isEmpty()) {
      add(501, "No directory name");
      return;
    }
    Errno made = files.makeDirectory(name, NEW_DIRECTORY);
    if (made.isOk()) {
      add(257, "\"" + name + "\" : The directory was successfully created");
    } else {
      add(550, "Can't create directory: " + made.text());
    }
  }

  private void removeDirectory(String name) {
    if (name.isEmpty()) {
      add(550, "No directory name");
      return;
    }
    Errno removed = files.removeDirectory(name);
    if (removed.isOk()) {
      add(250, "The directory was successfully removed");
    } else {
      add(550, "Can't remove directory: " + removed.text());
    }
  }

  private void delete(String name) {
    if (name.isEmpty()) {
      add(501, "No file name");
      return;
    }
    Errno status = files.status(name);
    Errno deleted =
        !status.isOk() ? status : files.isDirectory(name) ? Errno.INVALID : files.delete(name);
    if (deleted.isOk()) {
      add(250, "Deleted " + name);
    } else {
      add(550, "Could not delete " + name + ": " + deleted.text());
    }
  }

  private void renameFrom(String name) {
    if (name.isEmpty()) {
      add(550, "No file name");
    } else if (!files.status(name).isOk()) {
      add(550, "Sorry, but that file doesn't exist");
    } else {
      if (!renameFrom.isEmpty()) {
        add("Aborting previous rename operation");
      }
      renameFrom = files.absolute(name);
      add(350, "RNFR accepted - file exists, ready for destination");
    }
  }

  private void renameTo(String name) {
    if (name.isEmpty()) {
      add(550, "No file name");
    } else if (renameFrom.isEmpty()) {
      add(503, "Need RNFR before RNTO");
    } else {
      Errno renamed = files.rename(renameFrom, name);
      renameFrom = "";
      if (renamed.isOk()) {
        add(250, "File successfully renamed or moved");
      } else {
        add(451, "Rename/move failure: " + renamed.text());
      }
    }
  }

  private void aboutFile(String name, ServerFiles.Deed answer) {
    if (name.isEmpty()) {
      add(501, "Missing argument");
    } else if (!files.status(name).isOk()) {
      add(550, "Can't check for file existence");
    } else if (!files.isFile(name)) {
      add(550, "I can only retrieve regular files");
    } else if (!ServerFiles.tried(answer).isOk()) {
      add(550, "Can't check for file existence");
    }
  }

  private void setTime(String argument) {
    Matcher fields = MFMT.matcher(argument);
    if (!fields.matches()) {
      add(501, "Missing argument");
      return;
    }
    String time = fields.group(1);
    String name = fields.group(2);
    Errno set;
    try {
      LocalDateTime wanted =
          LocalDateTime.of(
              Integer.parseInt(time.substring(0, 4)),
              Integer.parseInt(time.substring(4, 6)),
              Integer.parseInt(time.substring(6, 8)),
              Integer.parseInt(time.substring(8, 10)),
              Integer.parseInt(time.substring(10, 12)),
              Integer.parseInt(time.substring(12, 14)));
      set = files.setModified(name, wanted.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      add(501, "Can't get a time stamp");
      return;
    }
    if (set.isOk()) {
      add(213, "UTIME OK");
    } else {
      add(550, "utime(" + name + "): " + set.text());
    }
  }

  private void announce(String command) {
    boolean download = command.toUpperCase(Locale.ROOT).startsWith("RETR ");
    if (download && !files.isFile(command.substring("RETR ".length()))) {
      add(550, "Sorry, but that file doesn't exist");
    } else {
      add(200, "Ready to proceed");
    }
  }

  private void restart(String offset) {
    restart = 0;
    if (offset.isEmpty()) {
      add(501, "No restart point");
    } else if (!offset.matches("[0-9]{1,18}")) {
      add(554, "REST needs a numeric parameter\nRestart offset reset to 0");
    } else {
      restart = Long.parseLong(offset);
      boolean unsafe = ascii && restart != 0;
      add(350, "Restarting at " + restart + (unsafe ? ". But we're in ASCII mode" : ""));
    }
  }

  // Where data connections go ---------------------------------------------------------------------

  private void port(String argument) {
    Matcher fields = PORT.matcher(argument);
    int[] n = new int[6];
    boolean right = fields.matches();
    int all = 0;
    for (int i = 0; right && i < n.length; i++) {
      String digits = fields.group(i + 1);
      n[i] = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
      right = n[i] <= 255;
      all |= i < 4 ? n[i] : 0;
    }
    if (!right || all == 0 || (n[4] | n[5]) == 0) {
      forgetData();
      add(501, "Syntax error in IP address");
      return;
    }
    aim(Ipv4.ofBits(n[0] << 24 | n[1] << 16 | n[2] << 8 | n[3]), n[4] << 8 | n[5]);
  }

  private void extendedPort(String argument) {
    String[] fields =
        argument.isEmpty()
            ? new String[0]
            : argument.split(Pattern.quote(argument.substring(0, 1)), -1);
    if (fields.length < 3 || !fields[1].matches("[0-9]{0,9}")) {
      forgetData();
      add(501, "Syntax error in IP address");
      return;
    }
    if (!fields[1].equals("1") && !fields[1].equals("2")) {
      forgetData();
      add(522, "Only IPv4 and IPv6 are supported (1,2)");
      return;
    }
    Optional<InetAddress> address = HostPort.literal(fields[2]);
    boolean right = fields.length >= 5 && fields[3].matches("[0-9]{1,5}");
    int port = right ? Integer.parseInt(fields[3]) : 0;
    if (address.isEmpty() || port < 1 || port > 65535) {
      forgetData();
      add(501, "Syntax error in IP address");
      return;
    }
    aim(address.get(), port);
  }

  /** Only the client itself, and no port of a service: RFC 2577 section 3. */
  private void aim(InetAddress host, int port) {
    if (activeDisabled) {
      add(501, "Active mode is disabled");
      return;
    }
    forgetData();
    if (port < (partner.description().refusesLowTargets() ? FIRST_UNPRIVILEGED : 1)) {
      add(501, "Sorry, but I won't connect to ports < 1024");
      return;
    }
    Endpoint meant = partner.meant(new Endpoint(host, port));
    if (partner.description().refusesForeignTargets()
        && !meant.address().equals(partner.clientAddress())) {
      add(
          500,
          "I won't open a connection to "
              + shown(host)
              + " (only to "
              + shown(partner.clientAddress())
              + ")");
      return;
    }
    target = meant;
    add(200, "PORT command successful");
  }

  private static String shown(InetAddress address) {
    String text = address.getHostAddress();
    return text.equals("0:0:0:0:0:0:0:1") ? "::1" : text;
  }

  private void forgetData() {
    listensPassively = false;
    target = null;
    partner.data().closeDataConnection();
  }

  private void passive(boolean extended) {
    forgetData();
    if (!extended && partner.data().family() == AddressFamily.IPV6) {
      add(425, "You cannot use PASV on IPv6 connections. Use EPSV instead.");
      return;
    }
    try {
      InetSocketAddress agreed = partner.data().listen(true);
      listensPassively = true;
      if (extended) {
        add(229, "Extended Passive mode OK (|||" + agreed.getPort() + "|)");
      } else {
        String host = agreed.getAddress().getHostAddress();
        add(227, "Entering Passive Mode (" + hostPort(host, agreed.getPort()) + ")");
      }
    } catch (IOException e) {
      add(425, "All reserved TCP ports are busy");
    }
  }

  // Transfers -------------------------------------------------------------------------------------

  /** Connects; adds 150 when it has, says why not, and returns null, if it can't. */
  private DataStream connect() {
    if (!listensPassively && target == null) {
      add(425, "No data connection");
      return null;
    }
    int port = target == null ? 0 : target.port();
    if (target != null) {
      partner
          .data()
          .initActiveDataConnection(new InetSocketAddress(target.address(), target.port()));
      target = null;
    }
    try {
      aborted = false;
      DataStream data = meet();
      add(150, port == 0 ? "Accepted data connection" : "Connecting to port " + port);
      return data;
    } catch (SocketTimeoutException e) {
      if (port == 0) {
        die(421, "Timeout");
        return null;
      }
      add(425, "Could not open data connection to port " + port + ": Connection timed out");
    } catch (IOException e) {
      partner.data().closeDataConnection();
      String why = NetworkErrors.of(e);
      add(425, "Could not open data connection to port " + port + ": " + why);
    }
    return null;
  }

  /** Shakes hands where that was agreed on; if it fails the whole session is over. */
  private boolean secure(DataStream data) {
    flush();
    try {
      data.secure();
      data.checkSession();
      return true;
    } catch (IOException e) {
      hangUp();
      return false;
    }
  }

  private void rate(long bytes, long began) {
    double seconds = Math.max(1e-6, (System.nanoTime() - began) / 1e9);
    double speed = bytes / seconds;
    String unit = "bytes";
    if (speed > 524288) {
      speed /= 1048576;
      unit = "Mbytes";
    } else if (speed > 512) {
      speed /= 1024;
      unit = "Kbytes";
    } else if (speed <= 0.1) {
      return;
    }
    add(
        String.format(
            Locale.ROOT, "%.3f seconds (measured here), %.2f %s per second", seconds, speed, unit));
  }

  private void retrieve(String name) {
    long offset = restart;
    restart = 0;
    if (name.isEmpty()) {
      restart = offset;
      add(501, "No file name");
      return;
    }
    if (ascii && offset > 1) {
      add(503, "ASCII resume is unsafe, please delete the file first");
      return;
    }
    Errno status = files.status(name);
    if (!status.isOk()) {
      add(550, "Can't open " + name + ": " + status.text());
      return;
    }
    try {
      long size = FileStatus.following(files.path(name)).size();
      if (offset > size) {
        add(
            554,
            "Restart offset %d is too large for file size %d.".formatted(offset, size)
                + "\nRestart offset reset to 0");
        return;
      }
      if (!files.isFile(name)) {
        add(550, "I can only retrieve regular files");
        return;
      }
      send(name, offset, size);
    } catch (IOException e) {
      add(550, "Can't open " + name + ": " + Errno.of(e).text());
    }
  }

  private void send(String name, long offset, long size) throws IOException {
    try (SeekableByteChannel file = Files.newByteChannel(files.path(name))) {
      file.position(offset);
      DataStream data = connect();
      if (data == null) {
        return;
      }
      if (size - offset > LARGEST_UNANNOUNCED) {
        add(String.format(Locale.ROOT, "%.1f kbytes to download", (size - offset) / 1024.0));
      }
      uploading = false;
      if (!secure(data)) {
        return;
      }
      long began = System.nanoTime();
      warns.set(ascii);
      InputStream content = Channels.newInputStream(file);
      InputStream sent = ascii ? AsciiStreams.download(content, true) : content;
      Copying result = Copying.send(data, sent, partner.habits().stall());
      long bytes = data.bytes();
      part(data);
      addWarning();
      if (result == Copying.COMPLETE) {
        add(226, "File successfully transferred");
      } else if (aborted) {
        add(226, "Transfer aborted");
      }
      downloaded += bytes;
      rate(bytes, began);
    }
  }

  /** What it says first, whatever comes next, of a transfer in ASCII; once. */
  private String warned(int nextCode) {
    return warns.getAndSet(false) ? nextCode + "-" + WARNING + "\n" : "";
  }

  private void addWarning() {
    if (warns.getAndSet(false)) {
      add(WARNING);
    }
  }

  private void storeUnique() {
    int number = UNIQUE.getAndIncrement() & 0xffff;
    String name =
        String.format(
            Locale.ROOT,
            "pureftpd.%08x.%02x.%04x",
            System.currentTimeMillis() / 1000,
            System.nanoTime() & 0xff,
            number);
    add(150, "FILE: " + name);
    store(name, false);
  }

  private void store(String name, boolean appends) {
    long offset = restart;
    restart = 0;
    if (ascii && offset > 1) {
      add(503, "ASCII resume is unsafe, please delete the file first");
      return;
    }
    if (files.isDirectory(name)) {
      add(553, "Can't open that file: Is a directory");
      return;
    }
    boolean created = !files.exists(name);
    try (SeekableByteChannel file =
        Files.newByteChannel(
            files.path(name), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
      if (created) {
        Errno ignored = files.changeMode(name, NEW_FILE);
      }
      long start = appends ? file.size() : Math.min(offset, file.size());
      file.truncate(start);
      file.position(start);
      DataStream data = connect();
      if (data != null) {
        receive(data, Channels.newOutputStream(file));
      }
    } catch (IOException e) {
      add(553, "Can't open that file: " + Errno.of(e).text());
    }
  }

  private void receive(DataStream data, OutputStream file) {
    uploading = true;
    if (!secure(data)) {
      return;
    }
    long began = System.nanoTime();
    warns.set(ascii);
    OutputStream content = ascii ? withoutReturns(file) : file;
    Copying result = Copying.receive(data, content, partner.habits().stall());
    long bytes = data.bytes();
    part(data);
    addWarning();
    switch (result) {
      case COMPLETE -> add(226, "File successfully transferred");
      case STALLED -> add(451, "Timeout\nTransfer aborted");
      default -> {
        if (!aborted) {
          add(451, "Error during read from data connection");
        }
        add(451, "Transfer aborted");
      }
    }
    uploaded += bytes;
    if (result != Copying.STALLED) {
      rate(bytes, began);
    }
  }

  /** In ASCII it drops every CR. */
  private static OutputStream withoutReturns(OutputStream file) {
    return new FilterOutputStream(file) {
      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        byte[] kept = new byte[count];
        int length = 0;
        for (int i = from; i < from + count; i++) {
          if (bytes[i] != '\r') {
            kept[length++] = bytes[i];
          }
        }
        out.write(kept, 0, length);
      }
    };
  }

  // Listings --------------------------------------------------------------------------------------

  private PureFtpdListing listing() {
    return new PureFtpdListing(files, partner.description().username());
  }

  private void status(String name) {
    if (name.isEmpty()) {
      add(211, "https://www.pureftpd.org/");
      return;
    }
    PureFtpdListing listing = listing();
    listing.list(name);
    say("213-STAT\n" + listing.text().replace("\r\n", "\n") + "213 End.");
  }

  private void list(String arguments) {
    DataStream data = connect();
    if (data == null) {
      return;
    }
    PureFtpdListing listing = listing();
    listing.list(arguments);
    if (!listing.options().isEmpty()) {
      send(data, listing, "Options: " + listing.options());
    } else {
      send(data, listing, "");
    }
  }

  private void send(DataStream data, PureFtpdListing listing, String options) {
    uploading = false;
    if (!secure(data)) {
      return;
    }
    InputStream content = new ByteArrayInputStream(listing.text().getBytes(UTF_8));
    Copying.send(data, content, partner.habits().stall());
    if (data.isEncrypted()) {
      // Unlike after a file it waits here for the client's goodbye.
      try {
        data.endOutput();
        boolean ignored = data.awaitEnd(partner.habits().stall());
      } catch (IOException e) {
        // The client has gone before.
      }
    }
    part(data);
    code = 226;
    if (!options.isEmpty()) {
      add(options);
    }
    add(listing.matches() + " matches total");
  }

  /** The directory that NLST and MLSD are about; options before it are dropped. */
  private Optional<String> directory(String name) {
    if (name.isEmpty()) {
      return Optional.of(".");
    }
    String directory = name.startsWith("-") ? name.replaceFirst("^-\\S*\\s*", "") : name;
    if (directory.isEmpty()) {
      return Optional.of(".");
    }
    return files.isDirectory(directory) ? Optional.of(directory) : Optional.empty();
  }

  private void names(String name) {
    Optional<String> directory = directory(name);
    if (directory.isEmpty()) {
      add(550, "Can't check for file existence");
      return;
    }
    DataStream data = connect();
    if (data == null) {
      return;
    }
    PureFtpdListing listing = listing();
    String shown = directory.get();
    String prefix = shown.equals(".") ? "" : shown.endsWith("/") ? shown : shown + "/";
    boolean listed = ServerFiles.tried(() -> listing.names(shown, prefix)).isOk();
    send(data, listed ? listing : listing(), "");
  }

  private void listDirectoryFacts(String name) {
    Optional<String> directory = directory(name);
    if (directory.isEmpty()) {
      add(550, "Can't check for file existence");
      return;
    }
    DataStream data = connect();
    if (data == null) {
      return;
    }
    PureFtpdListing listing = listing();
    boolean listed = ServerFiles.tried(() -> listing.facts(directory.get())).isOk();
    send(data, listed ? listing : listing(), "");
  }

  private void listFacts(String name) {
    try {
      say("250-Begin\n " + listing().facts(name, name) + "\n250 End.");
    } catch (IOException e) {
      add(550, "Can't check for file existence");
    }
  }
}
