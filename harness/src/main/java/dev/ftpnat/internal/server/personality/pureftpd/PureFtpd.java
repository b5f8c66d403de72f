package dev.ftpnat.internal.server.personality.pureftpd;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.Habits;
import dev.ftpnat.internal.server.personality.conversation.Partner;
import dev.ftpnat.internal.server.personality.conversation.Personality;
import dev.ftpnat.internal.server.reply.SaidReply;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.TlsMode;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Pure-FTPd 1.0.50, as Debian 12 configures it; with TLS, as with {@code -Y 1}, or {@code -Y 2}
 * where it is demanded.
 *
 * <p>What it has to say to a command it collects, and says it with the last code in one reply. So a
 * code may end up with other words than it was meant for, as it does in the original.
 */
public final class PureFtpd extends Conversation {

  public static final Personality PERSONALITY =
      new Personality(
          Habits.of(
                  Duration.ofMinutes(15),
                  Duration.ofMinutes(15),
                  Duration.ofMinutes(15),
                  Duration.ofMinutes(15))
              // Only its limit of a whole transfer.
              .withHandshake(Duration.ofDays(1))
              .withLastingPassivePort(),
          PureFtpd::new);

  private static final int MOST_LOGIN_FAILURES = 5;

  private final List<String> pending = new ArrayList<>();
  int code;

  boolean activeDisabled;
  boolean listensPassively;
  Endpoint target;
  long uploaded;
  long downloaded;
  private int loginFailures;
  volatile boolean uploading;
  volatile boolean aborted;
  final PureFtpdSettings settings = new PureFtpdSettings(this);
  final PureFtpdFiles named = new PureFtpdFiles(this);
  final PureFtpdAddresses addresses = new PureFtpdAddresses(this);
  final PureFtpdTransfers transfers = new PureFtpdTransfers(this);
  final PureFtpdListCommands listings = new PureFtpdListCommands(this);

  private PureFtpd(Partner partner) {
    super(partner);
    // It begins in binary, unlike what RFC 959 wants.
    ascii = true;
  }

  // Replies ---------------------------------------------------------------------------------------

  void add(int newCode, String text) {
    code = newCode;
    add(text);
  }

  /** More with the code of what was said before. */
  void add(String text) {
    pending.addAll(text.lines().toList());
  }

  void flush() {
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

  void die(int newCode, String text) {
    add(newCode, text);
    flush();
    hangUp();
  }

  // The session -----------------------------------------------------------------------------------

  @Override
  public void greet() {
    LocalTime now = LocalTime.now(ZoneOffset.UTC);
    add(220, "--------- Welcome to Pure-FTPd [privsep] [TLS] ----------");
    add("You are user number 1 of 50 allowed.");
    add(
        String.format(
            Locale.ROOT,
            "Local time is now %02d:%02d. Server port: %d.",
            now.getHour(),
            now.getMinute(),
            partner.serverAddress().getPort()));
    add("This is a private system - No anonymous login");
    if (partner.data().family() == AddressFamily.IPV4) {
      add("IPv6 connections are also welcome on this server.");
    }
    add("You will be disconnected after 15 minutes of inactivity.");
    flush();
  }

  @Override
  public void idleTooLong() {
    die(421, "Timeout - try typing a little faster next time");
  }

  @Override
  public void unreadable(Command beginning, boolean tooLong) {
    die(421, "Line too long");
  }

  @Override
  public void refuse(Command command) {
    say("502 Command not implemented");
  }

  @Override
  public boolean cutsWhenClientLeaves() {
    return true;
  }

  @Override
  public boolean answersMeanwhile(Command command) {
    boolean aborts = command.verb().equals("ABOR") || command.verb().equals("QUIT");
    DataStream running = transfer();
    if (running == null) {
      // While it waits for the client's connection it hears nothing.
      return false;
    }
    if (!aborts) {
      say(transfers.warned(500) + "500 Unknown command");
      return true;
    }
    if (!aborted) {
      aborted = true;
      say(transfers.warned(426) + (uploading ? "426 Transfer aborted" : "426 ABORT"));
      running.cut();
    }
    return true;
  }

  @Override
  public void answer(Command command) {
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
            String.format(
                Locale.ROOT,
                "Goodbye. You uploaded %d and downloaded %d kbytes.",
                kilobytes(uploaded),
                kilobytes(downloaded)));
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
      case "TYPE" -> settings.type(argument);
      case "MODE" -> oneOf(argument, "S", "S OK", "Please use S(tream) mode");
      case "STRU" -> oneOf(argument, "F", "F OK", "Only F(ile) is supported");
      case "FEAT" -> settings.features();
      case "OPTS" -> settings.options(argument);
      case "HELP" -> settings.siteHelp();
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

  // After login -----------------------------------------------------------------------------------

  private void afterLogin(String verb, String argument) {
    switch (verb) {
      case "CWD", "XCWD" -> named.changeDirectory(argument);
      case "CDUP", "XCUP" -> named.changeDirectory("..");
      case "PORT" -> addresses.port(argument);
      case "EPRT" -> addresses.extendedPort(argument);
      case "PASV", "P@SW" -> addresses.passive(false);
      case "EPSV" -> {
        if (argument.equalsIgnoreCase("ALL")) {
          activeDisabled = true;
          add(220, "Active mode is disabled");
        } else {
          addresses.passive(true);
        }
      }
      case "ESTA" -> add(520, "Active mode is disabled");
      case "ESTP" -> add(520, "Unable to open a passive connection");
      case "PRET" -> named.announce(argument);
      case "ALLO" ->
          add(
              argument.isEmpty() ? 501 : 200,
              argument.isEmpty() ? "Can't find file size" : "A L'HUILE");
      case "PWD", "XPWD" -> add(257, "\"" + files.current() + "\" is your current location");
      case "RETR" -> transfers.retrieve(argument);
      case "REST" -> named.restart(argument);
      case "DELE" -> named.delete(argument);
      case "STOR" -> named(argument, () -> transfers.store(argument, false));
      case "APPE" -> named(argument, () -> transfers.store(argument, true));
      case "STOU" -> transfers.storeUnique();
      case "MKD", "XMKD" -> named.makeDirectory(argument);
      case "RMD", "XRMD" -> named.removeDirectory(argument);
      case "STAT" -> listings.status(argument);
      case "LIST" -> listings.list(argument);
      case "NLST" -> listings.names(argument);
      case "MLST" -> listings.listFacts(argument.isEmpty() ? "." : argument);
      case "MLSD" -> listings.listDirectoryFacts(argument.isEmpty() ? "." : argument);
      case "MFMT" -> named.setTime(argument);
      case "MDTM" -> named.aboutFile(argument, () -> add(213, files.timestamp(argument)));
      case "SIZE" ->
          named.aboutFile(argument, () -> add(213, String.valueOf(files.size(argument))));
      case "ABOR" -> add(226, "Since you see this ABOR must've succeeded");
      case "SITE" -> settings.site(argument);
      case "CHMOD" -> settings.changeMode(argument);
      case "RNFR" -> named.renameFrom(argument);
      case "RNTO" -> named.renameTo(argument);
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
}
