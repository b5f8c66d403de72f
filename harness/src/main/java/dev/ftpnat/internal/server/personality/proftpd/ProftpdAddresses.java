package dev.ftpnat.internal.server.personality.proftpd;

import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.HostPort;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/** Where ProFTPD listens, or connects to. */
final class ProftpdAddresses {

  private boolean epsvAll;

  private final Proftpd proftpd;

  ProftpdAddresses(Proftpd proftpd) {
    this.proftpd = proftpd;
  }

  private boolean isIllegal(String verb) {
    if (epsvAll) {
      proftpd.say("500 Illegal " + verb + " command, EPSV ALL in effect");
    }
    return epsvAll;
  }

  void passive(Command command) {
    if (isIllegal("PASV")) {
      return;
    }
    if (!command.argument().isBlank()) {
      proftpd.say("501 Invalid number of parameters");
      return;
    }
    listenPassively()
        .ifPresent(
            agreed -> {
              String host =
                  proftpd.partner.data().family() == AddressFamily.IPV4
                      ? agreed.getAddress().getHostAddress()
                      : lastPart(agreed.getAddress());
              proftpd.say(
                  "227 Entering Passive Mode ("
                      + Conversation.hostPort(host, agreed.getPort())
                      + ").");
            });
  }

  /** What stands behind the last colon of an IPv6 address, as if it were an IPv4 one. */
  private static String lastPart(InetAddress address) {
    String text = address.getHostAddress();
    return text.substring(text.lastIndexOf(':') + 1);
  }

  void extendedPassive(String argument) {
    switch (argument.toUpperCase(Locale.ROOT)) {
      case "ALL" -> {
        epsvAll = true;
        proftpd.say("200 EPSV ALL command successful");
      }
      case "", "1", "2" ->
          listenPassively()
              .ifPresent(
                  agreed ->
                      proftpd.say(
                          "229 Entering Extended Passive Mode (|||" + agreed.getPort() + "|)"));
      default ->
          proftpd.say(
              argument.matches("[0-9]+")
                  ? "522 Network protocol not supported, use (1,2)"
                  : "501 EPSV: unknown network protocol");
    }
  }

  private Optional<InetSocketAddress> listenPassively() {
    proftpd.transfers.forgetTarget();
    try {
      return Optional.of(proftpd.partner.data().listenAnywhere());
    } catch (IOException e) {
      proftpd.say("425 Unable to build data connection: Internal error");
      return Optional.empty();
    }
  }

  void active(String argument) {
    if (isIllegal("PORT")) {
      return;
    }
    if (argument.isEmpty()) {
      proftpd.say("501 Invalid number of parameters");
      return;
    }
    Optional<Endpoint> named = HostPort.ofPort(argument);
    if (named.isEmpty() || argument.startsWith("0,0,0,0,")) {
      proftpd.say("501 Illegal PORT command");
      return;
    }
    connectTo(named.map(proftpd.partner::meant), "PORT");
  }

  void extendedActive(String argument) {
    if (isIllegal("EPRT")) {
      return;
    }
    if (argument.isEmpty()) {
      proftpd.say("501 Invalid number of parameters");
      return;
    }
    String family = argument.substring(1).split("[^0-9]", 2)[0];
    if (!family.equals("1") && !family.equals("2")) {
      proftpd.say("522 Network protocol not supported, use (1,2)");
      return;
    }
    Optional<String[]> parts = HostPort.partsOfEprt(argument);
    if (parts.isEmpty() || !parts.get()[2].matches("[0-9]+")) {
      proftpd.say("501 Illegal EPRT command");
      return;
    }
    connectTo(proftpd.partner.namedByEprt(withSmallPort(parts.get())), "EPRT");
  }

  /** It keeps 16 bits of whatever number is named. */
  private static String[] withSmallPort(String[] parts) {
    int port = new BigInteger(parts[2]).and(BigInteger.valueOf(0xffff)).intValue();
    return new String[] {parts[0], parts[1], String.valueOf(port)};
  }

  private void connectTo(Optional<Endpoint> named, String verb) {
    Optional<Endpoint> target = named.filter(proftpd.partner::mayConnectTo);
    target.ifPresent(proftpd.transfers::connectTo);
    proftpd.say(
        target.isPresent()
            ? "200 " + verb + " command successful"
            : "500 Illegal " + verb + " command");
  }
}
