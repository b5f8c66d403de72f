package dev.ftpnat.internal.server.personality.inetutils;

import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.HostPort;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where inetutils' ftpd listens, or connects to. */
final class InetutilsAddresses {

  private static final int FIRST_UNPRIVILEGED = 1025;

  private final Inetutils inetutils;

  InetutilsAddresses(Inetutils inetutils) {
    this.inetutils = inetutils;
  }

  void port(String argument) {
    List<Integer> numbers = InetutilsGrammar.numbers(argument);
    int[] octets = numbers.stream().mapToInt(number -> number & 0xff).toArray();
    InetAddress host = Ipv4.ofBits(octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3]);
    boolean inFamily = inetutils.partner.data().family() == AddressFamily.IPV4;
    aim("PORT", inFamily ? Optional.of(new Endpoint(host, octets[4] << 8 | octets[5])) : none());
  }

  private static Optional<Endpoint> none() {
    return Optional.empty();
  }

  void longPort(String argument) {
    List<Integer> n = InetutilsGrammar.numbers(argument);
    boolean ipv4 = n.size() == 9 && n.get(0) == 4 && n.get(1) == 4 && n.get(6) == 2;
    boolean ipv6 = n.size() == 21 && n.get(0) == 6 && n.get(1) == 16 && n.get(18) == 2;
    if ((!ipv4 && !ipv6) || n.stream().anyMatch(number -> number > 255)) {
      inetutils.say("500 Invalid address.");
      aim("LPRT", none());
      return;
    }
    int ports = n.size() - 2;
    int port = n.get(ports) << 8 | n.get(ports + 1);
    StringBuilder host = new StringBuilder();
    if (ipv4) {
      host.append(
          String.format(Locale.ROOT, "%d.%d.%d.%d", n.get(2), n.get(3), n.get(4), n.get(5)));
    } else {
      for (int i = 2; i < 18; i += 2) {
        host.append(i > 2 ? ":" : "")
            .append(String.format(Locale.ROOT, "%02x%02x", n.get(i), n.get(i + 1)));
      }
    }
    aim("LPRT", HostPort.literal(host.toString()).map(address -> new Endpoint(address, port)));
  }

  /** The client itself, and no port of a service: RFC 2577 section 3. */
  private void aim(String verb, Optional<Endpoint> named) {
    Optional<Endpoint> meant = named.map(inetutils.partner::meant).filter(this::isAllowed);
    inetutils.usesDefault = meant.isEmpty();
    inetutils.target = meant.orElse(null);
    if (meant.isPresent()) {
      stopListeningPassively();
      inetutils.say("200 " + verb + " command successful.");
    } else {
      inetutils.say("500 Illegal " + verb + " Command");
    }
  }

  private boolean isAllowed(Endpoint endpoint) {
    boolean isFar =
        inetutils.partner.description().refusesForeignTargets()
            && !endpoint.address().equals(inetutils.partner.clientAddress());
    int first = inetutils.partner.description().refusesLowTargets() ? FIRST_UNPRIVILEGED : 1;
    return !isFar && endpoint.port() >= first;
  }

  void extendedPort(String argument) {
    inetutils.usesDefault = false;
    stopListeningPassively();
    InetutilsGrammar.Eprt eprt = InetutilsGrammar.eprt(argument).orElseThrow();
    if (eprt.protocol() != 1 && eprt.protocol() != 2) {
      inetutils.say("522 Network protocol not supported, use (1,2)");
      return;
    }
    Optional<InetAddress> address = HostPort.literal(eprt.address());
    boolean sameDelimiters = eprt.delimiters().chars().distinct().count() == 1;
    boolean inFamily =
        address.isPresent() && AddressFamily.of(address.get()).number() == eprt.protocol();
    Optional<Endpoint> meant =
        sameDelimiters && inFamily
            ? address
                .map(host -> new Endpoint(host, eprt.port() & 0xffff))
                .map(inetutils.partner::meant)
                .filter(this::isAllowed)
            : Optional.empty();
    if (meant.isEmpty()) {
      inetutils.say("500 Illegal EPRT Command");
      return;
    }
    inetutils.target = meant.get();
    inetutils.say("200 EPRT command successful.");
  }

  private void stopListeningPassively() {
    if (inetutils.passive) {
      inetutils.passive = false;
      inetutils.partner.data().closeDataConnection();
    }
  }

  void passive(boolean inLong) {
    Optional<InetSocketAddress> agreed = listenPassively();
    if (agreed.isEmpty()) {
      return;
    }
    int port = agreed.get().getPort();
    InetAddress address = agreed.get().getAddress();
    if (inetutils.partner.data().family() == AddressFamily.IPV6) {
      byte[] bytes =
          inetutils.partner.description().address(AddressFamily.IPV6).orElse(address).getAddress();
      inetutils.say(
          "228 Entering Long Passive Mode (6,16," + octets(bytes) + ",2," + ports(port) + ")");
    } else if (inLong) {
      String host = octets(address.getAddress());
      inetutils.say("228 Entering Long Passive Mode (4,4," + host + ",2," + ports(port) + ")");
    } else {
      inetutils.say(
          "227 Entering Passive Mode ("
              + Conversation.hostPort(address.getHostAddress(), port)
              + ")");
    }
  }

  private static String octets(byte[] address) {
    List<String> octets = new ArrayList<>();
    for (byte octet : address) {
      octets.add(String.valueOf(octet & 0xff));
    }
    return String.join(",", octets);
  }

  private static String ports(int port) {
    return (port >> 8) + "," + (port & 0xff);
  }

  void extendedPassive(String protocol) {
    if (!protocol.isEmpty() && !protocol.equals("1") && !protocol.equals("2")) {
      inetutils.say("522 Network protocol not supported, use (1,2)");
      return;
    }
    boolean other =
        !protocol.isEmpty()
            && Integer.parseInt(protocol) != inetutils.partner.data().family().number();
    if (other) {
      inetutils.passive = false;
      inetutils.partner.data().closeDataConnection();
      String why =
          protocol.equals("2") ? "Invalid argument" : "Address family not supported by protocol";
      inetutils.say("425 Can't open passive connection: " + why + ".");
      return;
    }
    listenPassively()
        .ifPresent(
            agreed ->
                inetutils.say("229 Entering Extended Passive Mode (|||" + agreed.getPort() + "|)"));
  }

  private Optional<InetSocketAddress> listenPassively() {
    try {
      InetSocketAddress agreed = inetutils.partner.data().listen(false);
      inetutils.passive = true;
      return Optional.of(agreed);
    } catch (IOException e) {
      inetutils.passive = false;
      inetutils.say("425 Can't open passive connection: Address already in use.");
      return Optional.empty();
    }
  }
}
