package dev.ftpnat.internal.server.personality.vsftpd;

import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.HostPort;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where vsftpd listens, or connects to. */
final class VsftpdAddresses {

  private boolean epsvAll;

  private final Vsftpd vsftpd;

  VsftpdAddresses(Vsftpd vsftpd) {
    this.vsftpd = vsftpd;
  }

  void passive() {
    if (epsvAll) {
      vsftpd.say("550 Permission denied.");
      return;
    }
    listenPassively()
        .ifPresent(
            agreed -> {
              boolean ipv6 = vsftpd.partner.data().family() == AddressFamily.IPV6;
              String host = ipv6 ? "0.0.0.0" : agreed.getAddress().getHostAddress();
              vsftpd.say(
                  "227 Entering Passive Mode ("
                      + Conversation.hostPort(host, agreed.getPort())
                      + ").");
            });
  }

  void extendedPassive(String argument) {
    switch (Vsftpd.upper(argument)) {
      case "ALL" -> {
        epsvAll = true;
        vsftpd.say("200 EPSV ALL ok.");
      }
      case "", "1", "2" ->
          listenPassively()
              .ifPresent(
                  agreed ->
                      vsftpd.say(
                          "229 Entering Extended Passive Mode (|||" + agreed.getPort() + "|)"));
      default -> vsftpd.say("522 Bad network protocol.");
    }
  }

  private Optional<InetSocketAddress> listenPassively() {
    try {
      return Optional.of(vsftpd.partner.data().listen(false));
    } catch (IOException e) {
      vsftpd.say("500 OOPS: vsf_sysutil_bind");
      vsftpd.say("500 OOPS: priv_sock_get_int");
      vsftpd.hangUp();
      return Optional.empty();
    }
  }

  void active(String argument) {
    if (epsvAll) {
      vsftpd.say("550 Permission denied.");
      return;
    }
    vsftpd.partner.data().closeDataConnection();
    Optional<Endpoint> target =
        vsftpd.partner.data().family() == AddressFamily.IPV4
            ? HostPort.ofPort(argument)
                .map(vsftpd.partner::meant)
                .filter(vsftpd.partner::mayConnectTo)
            : Optional.empty();
    target.ifPresent(vsftpd.partner::connectTo);
    vsftpd.say(
        target.isPresent()
            ? "200 PORT command successful. Consider using PASV."
            : "500 Illegal PORT command.");
  }

  void extendedActive(String argument) {
    vsftpd.partner.data().closeDataConnection();
    String family = argument.isEmpty() ? "" : argument.substring(1).split("\\D", 2)[0];
    Optional<String[]> parts = HostPort.partsOfEprt(argument);
    if (argument.isEmpty() || (parts.isPresent() && !family.matches("[12]"))) {
      vsftpd.say("500 Bad EPRT protocol.");
      return;
    }
    if (parts.isEmpty()) {
      vsftpd.say("500 Bad EPRT command.");
      return;
    }
    if (!isReadable(parts.get())) {
      vsftpd.say("500 Bad EPRT command.");
      return;
    }
    Optional<Endpoint> target =
        vsftpd.partner.namedByEprt(parts.get()).filter(vsftpd.partner::mayConnectTo);
    target.ifPresent(vsftpd.partner::connectTo);
    vsftpd.say(
        target.isPresent()
            ? "200 EPRT command successful. Consider using EPSV."
            : "500 Illegal EPRT command.");
  }

  /** Whether the address is one and the port isn't too large; one that isn't a number is 0. */
  private static boolean isReadable(String[] parts) {
    boolean address =
        (parts[0].equals("1") ? HostPort.ipv4(parts[1], "1") : HostPort.ipv6(parts[1], "1"))
            .isPresent();
    String port = parts[2].replaceFirst("[^0-9].*", "");
    return address && port.length() <= 9 && (port.isEmpty() || Integer.parseInt(port) <= 0xffff);
  }
}
