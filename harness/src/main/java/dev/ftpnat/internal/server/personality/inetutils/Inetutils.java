package dev.ftpnat.internal.server.personality.inetutils;

import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.Habits;
import dev.ftpnat.internal.server.personality.conversation.Partner;
import dev.ftpnat.internal.server.personality.conversation.Personality;
import dev.ftpnat.internal.server.personality.inetutils.InetutilsGrammar.Verdict;
import dev.ftpnat.net.Endpoint;
import java.time.Duration;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;

/** ftpd of GNU Inetutils 2.4, as Debian 12 configures it. It has no TLS. */
public final class Inetutils extends Conversation {

  public static final Personality PERSONALITY =
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

  static final String HELP =
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

  boolean passwordWanted;
  private int loginFailures;
  boolean hadSyntaxError;

  /** Where in its buffer ends of earlier lines are that were longer than those after them. */
  private final NavigableSet<Integer> endsOfLines = new TreeSet<>();

  String type = "A";
  int idle = 900;

  /** Whether it listens on a passive port. */
  boolean passive;

  /** Where the client has said that it listens; null if it was refused, or never said so. */
  Endpoint target;

  /** Whether the next data connection goes to where the client's control connection comes from. */
  boolean usesDefault = true;

  final InetutilsSettings settings = new InetutilsSettings(this);
  final InetutilsFiles fileCommands = new InetutilsFiles(this);
  final InetutilsAddresses addresses = new InetutilsAddresses(this);
  final InetutilsTransfers transfers = new InetutilsTransfers(this);

  private Inetutils(Partner partner) {
    super(partner);
  }

  @Override
  public void greet() {
    say("220 localhost FTP server (" + VERSION + ") ready.");
  }

  @Override
  public void idleTooLong() {
    say("421 Timeout (" + idle + " seconds): closing control connection.");
    hangUp();
  }

  @Override
  public void refuse(Command command) {
    say("502 " + command.verb() + " command not implemented.");
  }

  @Override
  public void unreadable(Command beginning, boolean tooLong) {
    complain(beginning, "command not recognized");
  }

  // What it understands ---------------------------------------------------------------------------

  @Override
  public void answer(Command command) {
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
      case "PORT" -> addresses.port(argument);
      case "EPRT" -> addresses.extendedPort(argument);
      case "LPRT" -> addresses.longPort(argument);
      case "PASV" -> addresses.passive(false);
      case "LPSV" -> addresses.passive(true);
      case "EPSV" -> addresses.extendedPassive(argument);
      case "TYPE" -> settings.type(argument.toUpperCase(Locale.ROOT));
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
      case "RETR" -> transfers.retrieve(argument);
      case "STOR" -> transfers.store(argument, false, false);
      case "APPE" -> transfers.store(argument, true, false);
      case "STOU" -> transfers.store(argument, false, true);
      case "LIST" -> transfers.list(argument);
      case "NLST" -> transfers.names(argument.isEmpty() ? "." : argument);
      case "STAT" -> settings.status(argument);
      case "ABOR" -> say("225 ABOR command successful.");
      case "HELP" -> settings.help(argument);
      case "NOOP" -> say("200 NOOP command successful.");
      case "SYST" -> say("215 UNIX Type: L8 Version: Linux " + kernel());
      case "FEAT" -> settings.features(argument);
      case "OPTS" ->
          say(argument.isEmpty() ? "501 Must have an argument." : "501 No options are available.");
      case "SITE" -> settings.site(argument);
      default -> fileCommands.file(command.verb(), argument);
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
}
