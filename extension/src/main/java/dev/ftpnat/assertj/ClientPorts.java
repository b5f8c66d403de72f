package dev.ftpnat.assertj;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Command;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The client's PORT and EPRT, as it said them.
 *
 * @param said what is known to be the client's own words
 * @param hidden what arrived at the server, where nobody knows what had been said
 * @param ofSockets by what its real sockets have, the client's addresses that they stand for. Under
 *     TLS nothing on the way can say the one for the other
 */
record ClientPorts(
    List<String> said, List<String> hidden, Map<InetAddress, InetAddress> ofSockets) {

  private static final Set<String> ACTIVE = Set.of("PORT", "EPRT");

  private static final Pattern SIX_NUMBERS =
      Pattern.compile("(\\d+,\\d+,\\d+,\\d+),\\d{1,3},\\d{1,3}\\b");

  /** RFC 2428, in which the delimiter may be another character. */
  private static final Pattern EXTENDED = Pattern.compile("\\s([!-~])\\d*\\1(.*?)\\1\\d+\\1");

  /**
   * Of a record.
   *
   * @param simulated whether the client's sockets are real ones of this machine's loopback, and its
   *     addresses are the network's
   */
  static ClientPorts of(Trace trace, boolean simulated) {
    List<String> said = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    boolean altered = hasAlg(trace);
    boolean heard = !trace.controlLines().isEmpty();
    for (Command command : trace.commands()) {
      if (isPort(command.line())) {
        if (command.encrypted() || !altered) {
          said.add(command.line());
        } else if (!heard) {
          hidden.add(command.line());
        }
      }
    }
    if (altered) {
      trace.controlLines().stream()
          .filter(line -> line.sender() == Party.CLIENT && line.link() == 0)
          .map(ControlLine::line)
          .filter(ClientPorts::isPort)
          .forEach(said::add);
    }
    return new ClientPorts(
        List.copyOf(said), List.copyOf(hidden), simulated ? ofSockets(trace) : Map.of());
  }

  private static Map<InetAddress, InetAddress> ofSockets(Trace trace) {
    Map<InetAddress, InetAddress> all = new HashMap<>();
    trace
        .topology()
        .clientAddress(AddressFamily.IPV4)
        .ifPresent(own -> all.put(IpAddresses.of("127.0.0.1"), own));
    trace
        .topology()
        .clientAddress(AddressFamily.IPV6)
        .ifPresent(own -> all.put(IpAddresses.of("::1"), own));
    return Map.copyOf(all);
  }

  private static boolean hasAlg(Trace trace) {
    return Stream.of(trace.topology().clientGateways(), trace.topology().serverGateways())
        .flatMap(List::stream)
        .anyMatch(gateway -> gateway.alg().readsAnything());
  }

  private static boolean isPort(String line) {
    return ACTIVE.contains(line.split(" ", 2)[0].toUpperCase(Locale.ROOT));
  }

  /** Those that name another address, or none. */
  List<String> others(String address) {
    InetAddress expected = IpAddresses.of(address);
    return said.stream()
        .filter(
            line ->
                named(line)
                    .filter(
                        named -> named.equals(expected) || expected.equals(ofSockets.get(named)))
                    .isEmpty())
        .toList();
  }

  /** The address that the argument of PORT or EPRT names; empty if it names none. */
  static Optional<InetAddress> named(String line) {
    Matcher six = SIX_NUMBERS.matcher(line);
    if (six.find()) {
      return Ipv4.parse(six.group(1).replace(',', '.'));
    }
    Matcher extended = EXTENDED.matcher(line);
    return extended.find() ? IpAddresses.parse(extended.group(2)) : Optional.empty();
  }
}
