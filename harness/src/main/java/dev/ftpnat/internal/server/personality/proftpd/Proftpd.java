package dev.ftpnat.internal.server.personality.proftpd;

import dev.ftpnat.internal.server.control.LineHabits;
import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.Habits;
import dev.ftpnat.internal.server.personality.conversation.Partner;
import dev.ftpnat.internal.server.personality.conversation.Personality;
import dev.ftpnat.internal.server.personality.file.Facts;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * ProFTPD 1.3.8, as Debian 12 configures it, without optional modules but that for TLS. Transfers
 * are in {@link ProftpdTransfers}, help in {@link ProftpdHelp}.
 */
public final class Proftpd extends Conversation {

  public static final Personality PERSONALITY =
      new Personality(
          Habits.of(
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(600),
                  Duration.ofSeconds(600),
                  Duration.ofSeconds(600))
              // TLSTimeoutHandshake
              .withHandshake(Duration.ofSeconds(300))
              .withLinger(Duration.ofMillis(10_800))
              .withLines(new LineHabits(true, false)),
          Proftpd::new);

  private static final int MOST_LOGIN_FAILURES = 3;
  private static final int LONGEST_LINE = 4096;

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

  /** The DenyFilter of Debian's configuration. */
  private static final Pattern DENIED = Pattern.compile("\\*.*/");

  /** What may stand between RNFR and RNTO. */
  private static final Set<String> AFTER_RNFR = Set.of("RNTO", "NOOP", "QUIT", "STAT");

  final Facts facts = ProftpdTransfers.facts(this);
  final ProftpdTransfers transfers = new ProftpdTransfers(this);
  private int loginFailures;
  private long transferred;
  final ProftpdSecurity security = new ProftpdSecurity(this);
  final ProftpdSettings settings = new ProftpdSettings(this);
  final ProftpdFiles fileCommands = new ProftpdFiles(this);
  final ProftpdAddresses addresses = new ProftpdAddresses(this);

  private Proftpd(Partner partner) {
    super(partner);
  }

  @Override
  public void greet() {
    say("220 ProFTPD Server (Debian) [" + shown(partner.ownAddress()) + "]");
  }

  /** On a socket for both families an IPv4 address is a mapped one. */
  private static String shown(InetAddress address) {
    String text = address.getHostAddress();
    return text.contains(":") ? text : "::ffff:" + text;
  }

  @Override
  public void idleTooLong() {
    say(
        loggedIn
            ? "421 No transfer timeout (600 seconds): closing control connection"
            : "421 Login timeout (300 seconds): closing control connection");
    hangUp();
  }

  /** NOOP doesn't help: a session without a transfer is over in time. */
  @Override
  public boolean commandsBreakSilence() {
    return false;
  }

  @Override
  public void refuse(Command command) {
    say("502 " + command.verb() + " command not implemented");
  }

  @Override
  public void unreadable(Command beginning, boolean tooLong) {
    if (!tooLong) {
      answer(beginning);
    }
  }

  // During a transfer -----------------------------------------------------------------------------

  @Override
  public boolean answersMeanwhile(Command command) {
    return !transfers.isDeaf() && defer(command);
  }

  /** Looks once whether the client has said something, while a transfer runs. */
  void hearMeanwhile() {
    nextDeferredOnArrival().ifPresent(this::answerMeanwhile);
    if (hasLeft() && !transfers.isDeaf() && !isOver()) {
      transfers.leave();
    }
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
  public void answer(Command said) {
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
    } else if (loggedIn && DENIED.matcher(command.argument()).find()) {
      say("550 " + command.argument() + ": Forbidden command argument");
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
      case "AUTH", "PBSZ", "PROT", "CCC", "SSCN" -> security.security(command);
      case "ACCT", "REIN", "SMNT" -> say("502 " + verb + " command not implemented");
      case "SYST" -> say("215 UNIX Type: L8");
      case "NOOP" -> say("200 NOOP command successful");
      case "CLNT" -> say("200 OK");
      case "FEAT" -> {
        if (words(command) > 0) {
          say("501 Invalid number of parameters");
        } else {
          settings.features();
        }
      }
      case "OPTS" -> settings.options(command);
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
      case "SITE" -> fileCommands.site(argument);
      case "TYPE" -> settings.type(command);
      case "MODE" -> settings.mode(command);
      case "STRU" -> settings.structure(command);
      case "ALLO" -> settings.allocate(command);
      case "ABOR" -> {
        if (!command.hasArgument()) {
          transfers.forget();
        }
        say(
            command.hasArgument()
                ? "500 '" + full(command) + "' not understood"
                : "226 Abort successful");
      }
      case "REST" -> settings.restart(command);
      case "RANG" -> settings.range(command);
      case "RETR", "STOR", "APPE", "STOU", "LIST", "NLST", "MLSD" -> transfers.execute(command);
      case "STAT" -> status(argument);
      case "PASV" -> addresses.passive(command);
      case "EPSV" -> addresses.extendedPassive(argument.strip());
      case "PORT" -> addresses.active(argument.strip());
      case "EPRT" -> addresses.extendedActive(argument.strip());
      default -> fileCommands.file(command);
    }
  }

  /** The command as it was understood: its name in upper case. */
  static String full(Command command) {
    // Its words with a space between them, whatever was there.
    String argument = command.argument().replaceAll("\\s+", " ");
    return command.verb() + (command.hasSpace() ? " " + argument : "");
  }

  static int words(Command command) {
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
    } else if (lacksTls()) {
      say("550 SSL/TLS required on the control channel");
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

  // Status ----------------------------------------------------------------------------------------

  /** A transfer has carried so many bytes. */
  void countTransferred(long bytes) {
    transferred += bytes;
  }

  private void status(String argument) {
    if (!argument.isBlank()) {
      transfers.listing.status(argument);
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
}
