package dev.ftpnat.internal.server.personality.vsftpd;

import dev.ftpnat.internal.server.control.LineHabits;
import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.Habits;
import dev.ftpnat.internal.server.personality.conversation.Partner;
import dev.ftpnat.internal.server.personality.conversation.Personality;
import dev.ftpnat.internal.server.personality.file.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * vsftpd 3.0.3, as Debian 12 configures it, with {@code write_enable}. Transfers are in {@link
 * VsftpdTransfers}.
 */
public final class Vsftpd extends Conversation {

  public static final Personality PERSONALITY =
      new Personality(
          Habits.of(
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(60),
                  Duration.ofSeconds(300))
              .withLines(new LineHabits(false, true)),
          Vsftpd::new);

  /** Behind Telnet's IP and Synch, all four bytes of which are no UTF-8. */
  private static final String ABOR_WITH_SIGNALS = "\ufffd\ufffd\ufffd\ufffdABOR";

  private static final int MOST_LOGIN_FAILURES = 3;
  private static final int LONGEST_LINE = 4096;

  private static final String[] HELP = {
    "214-The following commands are recognized.",
    " ABOR ACCT ALLO APPE CDUP CWD  DELE EPRT EPSV FEAT HELP LIST MDTM MKD",
    " MODE NLST NOOP OPTS PASS PASV PORT PWD  QUIT REIN REST RETR RMD  RNFR",
    " RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD XMKD",
    " XPWD XRMD",
    "214 Help OK."
  };

  final VsftpdTransfers transfers = new VsftpdTransfers(this);
  private int loginFailures;
  int umask = 077;
  final VsftpdSettings settings = new VsftpdSettings(this);
  final VsftpdFiles fileCommands = new VsftpdFiles(this);
  final VsftpdAddresses addresses = new VsftpdAddresses(this);

  private Vsftpd(Partner partner) {
    super(partner);
  }

  @Override
  public void greet() {
    // TLS from the first byte is the control connection's; that of data connections takes a PROT P.
    partner.protectData(false);
    say("220 (vsFTPd 3.0.3)");
  }

  @Override
  public void idleTooLong() {
    say("421 Timeout.");
    hangUp();
  }

  @Override
  public void refuse(Command command) {
    say("502 " + command.verb() + " not implemented.");
  }

  @Override
  public void unreadable(Command beginning, boolean tooLong) {
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
  public void answer(Command command) {
    if (command.line().length() >= LONGEST_LINE) {
      tooLong();
    } else if (loggedIn) {
      afterLogin(command);
    } else {
      beforeLogin(command);
    }
  }

  static String upper(String text) {
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
      case "PWD", "XPWD" ->
          say("257 " + VsftpdFiles.quoted(files.current()) + " is the current directory");
      case "CWD", "XCWD" -> fileCommands.changeDirectory(argument);
      case "CDUP", "XCUP" -> fileCommands.changeDirectory("..");
      case "PASV", "P@SW" -> addresses.passive();
      case "EPSV" -> addresses.extendedPassive(argument);
      case "PORT" -> addresses.active(argument);
      case "EPRT" -> addresses.extendedActive(argument);
      case "RETR" -> transfers.retrieve(argument);
      case "STOR" -> transfers.store(argument, false);
      case "APPE" -> transfers.store(argument, true);
      case "STOU" -> transfers.storeUnique(argument);
      case "LIST" -> transfers.listing.list(argument, true);
      case "NLST" -> transfers.listing.list(argument, false);
      case "STAT" -> settings.status(argument);
      case "MKD", "XMKD" -> fileCommands.makeDirectory(argument);
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
      case "RNFR" -> fileCommands.renameFrom(argument);
      case "RNTO" -> fileCommands.renameTo(argument);
      case "REST" -> fileCommands.restart(argument);
      case "SIZE" -> fileCommands.size(argument);
      case "MDTM" -> fileCommands.modificationTime(argument);
      case "SITE" -> settings.site(argument);
      case "TYPE" -> settings.type(upper(argument));
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
      case "ABOR", ABOR_WITH_SIGNALS -> say("225 No transfer to ABOR.");
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

  void done(Errno result, String success, String failure) {
    say(result.isOk() ? success : failure);
  }
}
