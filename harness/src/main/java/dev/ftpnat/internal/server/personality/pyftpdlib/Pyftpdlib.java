package dev.ftpnat.internal.server.personality.pyftpdlib;

import dev.ftpnat.internal.server.control.LineHabits;
import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.Habits;
import dev.ftpnat.internal.server.personality.conversation.Partner;
import dev.ftpnat.internal.server.personality.conversation.Personality;
import dev.ftpnat.internal.server.personality.file.Errno;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * pyftpdlib 2.2.0, as it comes, with all rights for its user. It does everything at once: what its
 * data connections come to is in {@link PyftpdlibData}, what is listed in {@link PyftpdlibListing},
 * and what it knows of its commands in {@link PyftpdlibCommands}.
 */
public final class Pyftpdlib extends Conversation {

  public static final Personality PERSONALITY =
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

  final PyftpdlibData data = new PyftpdlibData(this);
  final PyftpdlibListing listing = new PyftpdlibListing(this);
  private boolean bufferAgreed;
  private int loginFailures;
  final PyftpdlibAddresses addresses = new PyftpdlibAddresses(this);
  final PyftpdlibSettings settings = new PyftpdlibSettings(this);
  final PyftpdlibFiles fileCommands = new PyftpdlibFiles(this);

  private Pyftpdlib(Partner partner) {
    super(partner);
  }

  @Override
  public void greet() {
    say("220 pyftpdlib 2.2.0 ready.");
  }

  @Override
  public void idleTooLong() {
    say("421 Control connection timed out.");
    hangUp();
  }

  @Override
  public boolean cutsWhenClientLeaves() {
    return true;
  }

  @Override
  public void ended() {
    data.end();
  }

  @Override
  public void refuse(Command command) {
    say("502 Command \"" + command.verb() + "\" not implemented.");
  }

  // Commands --------------------------------------------------------------------------------------

  /** One thing after the other, though data connections have threads of their own. */
  @Override
  public synchronized void answer(Command said) {
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
      case "PASV", "EPSV", "PORT", "EPRT" -> addresses.address(verb, argument);
      case "RETR" -> data.retrieve(argument);
      case "STOR" -> data.store(argument, "STOR");
      case "APPE" -> data.store(argument, "APPE");
      case "STOU" -> data.storeUnique(argument);
      case "ABOR" -> data.abort();
      case "LIST", "NLST", "MLSD" -> listing.list(verb, argument);
      case "MLST" -> listing.facts(argument);
      case "STAT" -> settings.status(argument);
      case "REST", "TYPE", "STRU", "MODE", "OPTS" -> settings.setting(verb, argument);
      case "FEAT" -> settings.features();
      case "HELP" -> settings.help(argument.toUpperCase(Locale.ROOT));
      case "SITE HELP" -> settings.siteHelp(argument.toUpperCase(Locale.ROOT));
      case "SITE CHMOD" -> fileCommands.changeMode(argument);
      case "NOOP" -> say("200 I successfully did nothing'.");
      case "SYST" -> say("215 UNIX Type: L8");
      case "ALLO" -> say("202 No storage allocation necessary.");
      default -> fileCommands.file(verb, argument);
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
}
