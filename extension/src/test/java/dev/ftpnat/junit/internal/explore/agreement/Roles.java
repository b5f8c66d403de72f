package dev.ftpnat.junit.internal.explore.agreement;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who has which address in a running network: two networks of one description have others. Ports of
 * the client's side are whatever is free, so they aren't told; those of the server are.
 */
final class Roles {

  private static final Pattern HOST_PORT =
      Pattern.compile("(\\d{1,3})" + ",\\s*(\\d{1,3})".repeat(5));
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}");
  private static final String OF_CLIENT = "client";
  private static final String INSIDE = "inside ";

  /** Which of the two pyftpdlib says depends on whether it has accepted by then. */
  private static final String PYFTPDLIB_150 =
      "150 File status okay. About to open data connection.";

  private final Map<InetAddress, String> names = new HashMap<>();
  private final Topology topology;

  Roles(Topology topology) {
    this.topology = topology;
    for (AddressFamily family : AddressFamily.values()) {
      String suffix = family == AddressFamily.IPV6 ? "6" : "";
      topology.clientAddress(family).ifPresent(it -> names.putIfAbsent(it, OF_CLIENT + suffix));
      topology.server().address(family).ifPresent(it -> names.putIfAbsent(it, "server" + suffix));
      for (Gateway gateway : topology.gateways()) {
        String name = gateway.name().orElse("gateway") + suffix;
        gateway.publicAddress(family).ifPresent(it -> names.putIfAbsent(it, name));
        gateway.furtherAddresses(family).forEach(it -> names.putIfAbsent(it, name + "'"));
      }
    }
  }

  String of(InetAddress address) {
    String name = names.get(address);
    if (name != null) {
      return name;
    }
    for (Gateway gateway : topology.gateways()) {
      for (AddressFamily family : AddressFamily.values()) {
        if (gateway.insideNetwork(family).filter(it -> it.contains(address)).isPresent()) {
          return INSIDE + gateway.name().orElse("gateway");
        }
      }
    }
    return topology
        .nat64()
        .flatMap(Gateway::nat64)
        .flatMap(prefix -> prefix.extract(address))
        .map(ipv4 -> "64:" + of(ipv4))
        .orElseGet(() -> IpAddresses.text(address));
  }

  String of(Endpoint endpoint) {
    String host = of(endpoint.address());
    boolean isOfClient = host.startsWith(OF_CLIENT) || host.startsWith(INSIDE);
    return isOfClient ? host : host + ":" + endpoint.port();
  }

  /** A text in which addresses are called what they are here, without the client's ports. */
  String in(String text) {
    return named(text)
        .replaceAll("(client6?|to port)[: ]\\d+", "$1")
        .replaceAll("[0-9.]+ seconds \\(measured here\\).*", "at some speed")
        .replaceAll("(?<=connection to foreign address ).*", "?")
        .replaceAll("(?<=connection from foreign address )(.*):\\d+", "$1")
        .replace("125 Data connection already open. Transfer starting.", PYFTPDLIB_150);
  }

  private String named(String text) {
    return IPV6.matcher(
            IPV4.matcher(HOST_PORT.matcher(text).replaceAll(this::hostPort))
                .replaceAll(this::address))
        .replaceAll(this::address);
  }

  private String hostPort(java.util.regex.MatchResult numbers) {
    String host =
        "%s.%s.%s.%s"
            .formatted(numbers.group(1), numbers.group(2), numbers.group(3), numbers.group(4));
    int port = 256 * Integer.parseInt(numbers.group(5)) + Integer.parseInt(numbers.group(6));
    return IpAddresses.parse(host)
        .map(address -> of(address) + ":" + port)
        .map(Matcher::quoteReplacement)
        .orElse(numbers.group());
  }

  private String address(java.util.regex.MatchResult literal) {
    return IpAddresses.parse(literal.group().toLowerCase(Locale.ROOT))
        .map(this::of)
        .map(Matcher::quoteReplacement)
        .orElse(literal.group());
  }
}
