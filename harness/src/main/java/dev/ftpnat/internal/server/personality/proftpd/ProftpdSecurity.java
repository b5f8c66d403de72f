package dev.ftpnat.internal.server.personality.proftpd;

import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.reply.SaidReply;
import java.util.Locale;
import java.util.Set;

/** TLS as ProFTPD has it. */
final class ProftpdSecurity {

  private final Proftpd proftpd;

  /** What SSCN has said. */
  private boolean methodOfClients;

  ProftpdSecurity(Proftpd proftpd) {
    this.proftpd = proftpd;
  }

  void security(Command command) {
    if (command.verb().equals("AUTH")) {
      authenticate(command.argument().strip().toUpperCase(Locale.ROOT));
      return;
    }
    if (!proftpd.partner.isEncrypted()) {
      proftpd.say("500 " + command.verb() + " not understood");
      return;
    }
    switch (command.verb()) {
      case "PBSZ" -> bufferSize(command);
      case "PROT" -> protect(command);
      case "CCC" ->
          proftpd.partner.endTls(new SaidReply("200 Clearing control channel protection"));
      default -> secureServers(command);
    }
  }

  /**
   * Tells which end of data connections the server is to TLS. It is said to be the client's, and
   * stays the server's: nobody has one server transfer to another here.
   */
  private void secureServers(Command command) {
    switch (command.argument().strip()) {
      case "" -> {
        // Only asked for.
      }
      case "ON" -> methodOfClients = true;
      case "OFF" -> methodOfClients = false;
      default -> {
        proftpd.say((Proftpd.words(command) > 1 ? "504" : "501") + " SSCN: Invalid argument");
        return;
      }
    }
    proftpd.say("200 SSCN:" + (methodOfClients ? "CLIENT" : "SERVER") + " METHOD");
  }

  private void authenticate(String mechanism) {
    if (mechanism.isEmpty()) {
      proftpd.say("504 AUTH requires at least one argument");
    } else if (proftpd.partner.isEncrypted()) {
      proftpd.say("503 Unwilling to accept second AUTH");
    } else if (proftpd.loggedIn) {
      proftpd.say("534 Unwilling to accept security parameters");
    } else if (Set.of("TLS", "TLS-C", "SSL", "TLS-P").contains(mechanism)) {
      if (mechanism.equals("SSL") || mechanism.equals("TLS-P")) {
        proftpd.partner.protectData(true);
      }
      proftpd.startTls("234 AUTH " + mechanism + " successful");
    } else {
      proftpd.say("500 AUTH not understood");
    }
  }

  private void bufferSize(Command command) {
    if (Proftpd.words(command) != 1) {
      proftpd.say("501 Invalid number of parameters");
    } else {
      boolean none = command.argument().strip().equals("0");
      proftpd.say(none ? "200 PBSZ 0 successful" : "200 PBSZ=0 successful");
    }
  }

  private void protect(Command command) {
    if (Proftpd.words(command) != 1) {
      proftpd.say("501 Invalid number of parameters");
      return;
    }
    String level = command.argument().strip();
    switch (level) {
      case "C" -> {
        if (proftpd.demandsTls()) {
          proftpd.say("534 Unwilling to accept security parameters");
        } else {
          proftpd.partner.protectData(false);
          proftpd.say("200 Protection set to Clear");
        }
      }
      case "P" -> {
        proftpd.partner.protectData(true);
        proftpd.say("200 Protection set to Private");
      }
      case "S", "E" -> proftpd.say("536 PROT " + level + " unsupported");
      default -> proftpd.say("504 PROT " + level + " unsupported");
    }
  }
}
