package dev.ftpnat.internal.server.personality;

import dev.ftpnat.internal.server.control.LineHabits;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * vsftpd 3.0.3, as Debian 12 configures it, with {@code write_enable}. Transfers are in {@link
 * VsftpdTransfers}.
 */
final class Vsftpd extends Conversation {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(60),
                  Duration.ofSeconds(300))
              .withLines(new LineHabits(false, true)),
          Vsftpd::new);

  private static final int MOST_LOGIN_FAILURES = 3;
  private static final int LONGEST_LINE = 4096;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

  private static final String[] HELP = {
    "214-The following commands are recognized.",
    " ABOR ACCT ALLO APPE CDUP CWD  DELE EPRT EPSV FEAT HELP LIST MDTM MKD",
    " MODE NLST NOOP OPTS PASS PASV PORT PWD  QUIT REIN REST RETR RMD  RNFR",
    " RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD XMKD",
    " XPWD XRMD",
    "214 Help OK."
  };

  private final VsftpdTransfers transfers = new VsftpdTransfers(this);
  private boolean epsvAll;
  private int loginFailures;
  private int umask = 077;

  private Vsftpd(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 (vsFTPd 3.0.3)");
  }

  @Override
  void idleTooLong() {
    say("421 Timeout.");
    hangUp();
  }

  @Override
  void refuse(Command command) {
    say("502 " + command.verb() + " not implemented.");
  }

  @Override
  void unreadable(Command beginning, boolean tooLong) {
    if (tooLong) {
      tooLong();
    } else {
      answer(beginning);
    }
  }

  private void tooLong() {
    say("500 Input line too long.");
    hangUp();
  }

  @Override
  void answer(Command command) {
    if (command.line().length() >= LONGEST_LINE) {
      tooLong();
    } else if (loggedIn) {
      afterLogin(command);
    } else {
      beforeLogin(command);
    }
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  // Login -----------------------------------------------------------------------------------------

  private void beforeLogin(Command command) {
    String argument = command.argument();
    switch (command.verb()) {
      case "USER" -> user(argument);
      case "PASS" -> password(argument);
      case "QUIT" -> quit();
      case "FEAT" -> features();
      case "OPTS" -> options(argument);
      default -> {
        if (command.verb().equals("AUTH") && knowsTls() && !partner.isEncrypted()) {
          authenticate(upper(argument));
        } else if (!protection(command) && !command.line().isEmpty()) {
          say("530 Please login with USER and PASS.");
        }
      }
    }
  }

  private void user(String name) {
    if (lacksTls()) {
      say("530 Non-anonymous sessions must use encryption.");
      hangUp();
      return;
    }
    user = name;
    say("331 Please specify the password.");
  }

  private void password(String password) {
    if (user.isEmpty()) {
      say("503 Login with USER first.");
      return;
    }
    if (isRight(user, password)) {
      loggedIn = true;
      say("230 Login successful.");
      return;
    }
    user = "";
    say("530 Login incorrect.");
    loginFailures++;
    if (loginFailures >= MOST_LOGIN_FAILURES) {
      hangUp();
    }
  }

  private void quit() {
    say("221 Goodbye.");
    hangUp();
  }

  private void authenticate(String mechanism) {
    switch (mechanism) {
      case "TLS", "TLS-C", "SSL", "TLS-P" -> {
        if (mechanism.equals("SSL") || mechanism.equals("TLS-P")) {
          partner.protectData(true);
        }
        startTls("234 Proceed with negotiation.");
      }
      default -> say("504 Unknown AUTH type.");
    }
  }

  /** PBSZ and PROT, if the server has TLS. */
  private boolean protection(Command command) {
    boolean size = command.verb().equals("PBSZ");
    if (!knowsTls() || !isProtection(command)) {
      return false;
    }
    if (!partner.isEncrypted()) {
      say("503 " + command.verb() + " needs a secure connection.");
    } else if (size) {
      say("200 PBSZ set to 0.");
    } else {
      protect(upper(command.argument()));
    }
    return true;
  }

  private static boolean isProtection(Command command) {
    return command.verb().equals("PBSZ") || command.verb().equals("PROT");
  }

  private void protect(String level) {
    switch (level) {
      case "C" -> {
        partner.protectData(false);
        say("200 PROT now Clear.");
      }
      case "P" -> {
        partner.protectData(true);
        say("200 PROT now Private.");
      }
      case "S", "E" -> say("536 PROT not supported.");
      default -> say("504 PROT not recognized.");
    }
  }

  private void features() {
    List<String> lines = new ArrayList<>(List.of("211-Features:"));
    if (knowsTls()) {
      lines.add(" AUTH TLS");
    }
    lines.addAll(List.of(" EPRT", " EPSV", " MDTM", " PASV"));
    if (knowsTls()) {
      lines.addAll(List.of(" PBSZ", " PROT"));
    }
    lines.addAll(List.of(" REST STREAM", " SIZE", " TVFS", "211 End"));
    sayByLine(lines.toArray(String[]::new));
  }

  private void options(String argument) {
    say(
        upper(argument).equals("UTF8 ON")
            ? "200 Always in UTF8 mode."
            : "501 Option not understood.");
  }

  // After login -----------------------------------------------------------------------------------

  private void afterLogin(Command command) {
    String argument = command.argument();
    switch (command.verb()) {
      case "QUIT" -> quit();
      case "PWD", "XPWD" -> say("257 " + quoted(files.current()) + " is the current directory");
      case "CWD", "XCWD" -> changeDirectory(argument);
      case "CDUP", "XCUP" -> changeDirectory("..");
      case "PASV", "P@SW" -> passive();
      case "EPSV" -> extendedPassive(argument);
      case "PORT" -> active(argument);
      case "EPRT" -> extendedActive(argument);
      case "RETR" -> transfers.retrieve(argument);
      case "STOR" -> transfers.store(argument, false);
      case "APPE" -> transfers.store(argument, true);
      case "STOU" -> transfers.storeUnique(argument);
      case "LIST" -> transfers.list(argument, true);
      case "NLST" -> transfers.list(argument, false);
      case "STAT" -> status(argument);
      case "MKD", "XMKD" -> makeDirectory(argument);
      case "RMD", "XRMD" ->
          done(
              files.removeDirectory(argument),
              "250 Remove directory operation successful.",
              "550 Remove directory operation failed.");
      case "DELE" ->
          done(
              files.delete(argument),
              "250 Delete operation successful.",
              "550 Delete operation failed.");
      case "RNFR" -> renameFrom(argument);
      case "RNTO" -> renameTo(argument);
      case "REST" -> restart(argument);
      case "SIZE" -> size(argument);
      case "MDTM" -> modificationTime(argument);
      case "SITE" -> site(argument);
      case "TYPE" -> type(upper(argument));
      case "MODE" ->
          say(upper(argument).equals("S") ? "200 Mode set to S." : "504 Bad MODE command.");
      case "STRU" ->
          say(upper(argument).equals("F") ? "200 Structure set to F." : "504 Bad STRU command.");
      case "NOOP" -> say("200 NOOP ok.");
      case "SYST" -> say("215 UNIX Type: L8");
      case "HELP" -> sayByLine(HELP);
      case "FEAT" -> features();
      case "OPTS" -> options(argument);
      case "ALLO" -> say("202 ALLO command ignored.");
      case "ACCT", "REIN", "SMNT" -> say("502 " + command.verb() + " not implemented.");
      case "ABOR" -> say("225 No transfer to ABOR.");
      case "USER" ->
          say(
              argument.equals(user)
                  ? "331 Any password will do."
                  : "530 Can't change to another user.");
      case "PASS" -> say("230 Already logged in.");
      default -> {
        if (!knowsTls() && isProtection(command)) {
          say("550 Permission denied.");
        } else if (!protection(command) && !command.line().isEmpty()) {
          say("500 Unknown command.");
        }
      }
    }
  }

  private static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  private void done(Errno result, String success, String failure) {
    say(result.isOk() ? success : failure);
  }

  /** Its own directory is {@code ~}. */
  static String withoutTilde(String path) {
    return path.equals("~") || path.startsWith("~/") ? "/" + path.substring(1) : path;
  }

  private void changeDirectory(String path) {
    done(
        files.enter(withoutTilde(path)),
        "250 Directory successfully changed.",
        "550 Failed to change directory.");
  }

  private void makeDirectory(String path) {
    Errno result = files.makeDirectory(path, 0777 & ~umask);
    say(
        result.isOk()
            ? "257 " + quoted(files.absolute(path)) + " created"
            : "550 Create directory operation failed.");
  }

  private void renameFrom(String path) {
    renameFrom = "";
    if (files.status(path).isOk()) {
      renameFrom = files.absolute(path);
      say("350 Ready for RNTO.");
    } else {
      say("550 RNFR command failed.");
    }
  }

  private void renameTo(String path) {
    if (renameFrom.isEmpty()) {
      say("503 RNFR required first.");
      return;
    }
    Errno result = path.isEmpty() ? Errno.NO_ENTRY : files.rename(renameFrom, path);
    renameFrom = "";
    done(result, "250 Rename successful.", "550 Rename failed.");
  }

  private void restart(String argument) {
    restart = argument.matches("[0-9]{1,18}") ? Long.parseLong(argument) : 0;
    say("350 Restart position accepted (" + restart + ").");
  }

  private void size(String path) {
    try {
      say(
          !path.isEmpty() && files.isFile(path)
              ? "213 " + files.size(path)
              : "550 Could not get file size.");
    } catch (IOException e) {
      say("550 Could not get file size.");
    }
  }

  private void modificationTime(String argument) {
    String[] words = argument.split(" ", 2);
    if (words.length == 2 && words[0].matches("[0-9]{14}")) {
      setModificationTime(words[0], words[1]);
      return;
    }
    try {
      say(
          !argument.isEmpty() && files.isFile(argument)
              ? "213 " + files.timestamp(argument)
              : "550 Could not get file modification time.");
    } catch (IOException e) {
      say("550 Could not get file modification time.");
    }
  }

  private void setModificationTime(String time, String path) {
    Errno result;
    try {
      result =
          files.isFile(path)
              ? files.setModified(path, LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC))
              : Errno.NO_ENTRY;
    } catch (DateTimeException e) {
      result = Errno.INVALID;
    }
    done(result, "213 File modification time set.", "550 Could not set file modification time.");
  }

  private void type(String type) {
    switch (type) {
      case "I", "L8", "L 8" -> {
        ascii = false;
        say("200 Switching to Binary mode.");
      }
      case "A", "A N" -> {
        ascii = true;
        say("200 Switching to ASCII mode.");
      }
      default -> say("500 Unrecognised TYPE command.");
    }
  }

  private void site(String argument) {
    String[] words = argument.split(" ", 2);
    String rest = words.length == 2 ? words[1] : "";
    switch (upper(words[0])) {
      case "CHMOD" -> changeMode(rest);
      case "UMASK" -> mask(rest);
      case "HELP" -> say("214 CHMOD UMASK HELP");
      default -> say("500 Unknown SITE command.");
    }
  }

  private void changeMode(String arguments) {
    String[] words = arguments.split(" ", 2);
    if (words.length < 2) {
      say("500 SITE CHMOD needs 2 arguments.");
      return;
    }
    Errno result =
        words[0].matches("[0-7]{1,4}")
            ? files.changeMode(words[1], Integer.parseInt(words[0], 8))
            : Errno.INVALID;
    done(result, "200 SITE CHMOD command ok.", "500 SITE CHMOD command failed.");
  }

  private void mask(String octal) {
    if (octal.isEmpty()) {
      say("200 Your current UMASK is 0" + Integer.toOctalString(umask));
      return;
    }
    umask = octal.matches("[0-7]{1,4}") ? Integer.parseInt(octal, 8) & 0777 : 0;
    say("200 UMASK set to 0" + Integer.toOctalString(umask));
  }

  /** The permissions of a file that is made now. */
  int modeOfNewFiles() {
    return 0666 & ~umask;
  }

  private void status(String argument) {
    if (!argument.isEmpty()) {
      List<String> lines = new ArrayList<>(List.of("213-Status follows:"));
      lines.addAll(transfers.lines(argument, true, true));
      lines.add("213 End of status");
      sayByLine(lines.toArray(String[]::new));
      return;
    }
    boolean ipv4 = partner.data().family() == AddressFamily.IPV4;
    sayByLine(
        "211-FTP server status:",
        "     Connected to " + (ipv4 ? "::ffff:" : "") + partner.clientAddress().getHostAddress(),
        "     Logged in as " + user,
        "     TYPE: " + (ascii ? "ASCII" : "BINARY"),
        "     No session bandwidth limit",
        "     Session timeout in seconds is 300",
        "     Control connection is " + (partner.isEncrypted() ? "encrypted" : "plain text"),
        "     Data connections will be " + (partner.protectsData() ? "encrypted" : "plain text"),
        "     At session startup, client count was 1",
        "     vsFTPd 3.0.3 - secure, fast, stable",
        "211 End of status");
  }

  // Addresses -------------------------------------------------------------------------------------

  private void passive() {
    if (epsvAll) {
      say("550 Permission denied.");
      return;
    }
    listenPassively()
        .ifPresent(
            agreed -> {
              boolean ipv6 = partner.data().family() == AddressFamily.IPV6;
              String host = ipv6 ? "0.0.0.0" : agreed.getAddress().getHostAddress();
              say("227 Entering Passive Mode (" + hostPort(host, agreed.getPort()) + ").");
            });
  }

  private void extendedPassive(String argument) {
    switch (upper(argument)) {
      case "ALL" -> {
        epsvAll = true;
        say("200 EPSV ALL ok.");
      }
      case "", "1", "2" ->
          listenPassively()
              .ifPresent(
                  agreed ->
                      say("229 Entering Extended Passive Mode (|||" + agreed.getPort() + "|)"));
      default -> say("522 Bad network protocol.");
    }
  }

  private Optional<InetSocketAddress> listenPassively() {
    try {
      return Optional.of(partner.data().listen(false));
    } catch (IOException e) {
      say("500 OOPS: vsf_sysutil_bind");
      say("500 OOPS: priv_sock_get_int");
      hangUp();
      return Optional.empty();
    }
  }

  private void active(String argument) {
    if (epsvAll) {
      say("550 Permission denied.");
      return;
    }
    partner.data().closeDataConnection();
    Optional<Endpoint> target =
        partner.data().family() == AddressFamily.IPV4
            ? HostPort.ofPort(argument).map(partner::meant).filter(partner::mayConnectTo)
            : Optional.empty();
    target.ifPresent(partner::connectTo);
    say(
        target.isPresent()
            ? "200 PORT command successful. Consider using PASV."
            : "500 Illegal PORT command.");
  }

  private void extendedActive(String argument) {
    partner.data().closeDataConnection();
    String family = argument.isEmpty() ? "" : argument.substring(1).split("\\D", 2)[0];
    Optional<String[]> parts = HostPort.partsOfEprt(argument);
    if (argument.isEmpty() || (parts.isPresent() && !family.matches("[12]"))) {
      say("500 Bad EPRT protocol.");
      return;
    }
    if (parts.isEmpty()) {
      say("500 Bad EPRT command.");
      return;
    }
    Optional<Endpoint> target = partner.namedByEprt(parts.get()).filter(partner::mayConnectTo);
    target.ifPresent(partner::connectTo);
    say(
        target.isPresent()
            ? "200 EPRT command successful. Consider using EPSV."
            : "500 Illegal EPRT command.");
  }
}
