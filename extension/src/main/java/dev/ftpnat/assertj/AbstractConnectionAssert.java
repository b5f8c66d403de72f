package dev.ftpnat.assertj;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.ftpnat.FtpNat;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.TraceEvent;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Assertions about where connections went, and what became of them. */
abstract class AbstractConnectionAssert<S extends AbstractConnectionAssert<S>>
    extends AbstractTraceAssert<S> {

  AbstractConnectionAssert(FtpNat actual, Class<S> type) {
    super(actual, type);
  }

  /**
   * Verifies that the client never tried to connect to a private address (RFC 1918, RFC 6598,
   * link-local or loopback, and 0.0.0.0, which is loopback to most stacks; of IPv6 the same and RFC
   * 4193) other than the one at which it reaches the server.
   *
   * <pre>{@code
   * // holds for a client that connects to the address of the control connection
   * // fails for one that follows "227 Entering Passive Mode (10,0,7,121,15,6)."
   * assertThat(nat).neverContactedPrivateAddress();
   * }</pre>
   *
   * @throws AssertionError if it did, or if the record is no longer complete
   */
  public S neverContactedPrivateAddress() {
    isNotNull();
    InetAddress server = IpAddresses.of(actual.networkHost());
    return contactedNone(
        "any private address", address -> isPrivate(address) && !address.equals(server));
  }

  private static boolean isPrivate(InetAddress address) {
    return IpAddresses.isPrivate(address) || address.isAnyLocalAddress();
  }

  /**
   * Verifies that the client never tried to connect to this address. If a {@linkplain
   * dev.ftpnat.topology.Topology.Decoy decoy} is there, the error has what the client sent it.
   *
   * <pre>{@code
   * // fails if a server that announces this address in 227 is believed
   * assertThat(nat).neverContacted("169.254.169.254");
   * }</pre>
   *
   * @param address for example {@code 10.0.1.121}, or the name of a decoy
   * @throws AssertionError if it did, or if the record is no longer complete
   */
  public S neverContacted(String address) {
    isNotNull();
    InetAddress there =
        actual.topology().decoys().stream()
            .filter(decoy -> decoy.name().equals(address))
            .findFirst()
            .map(Topology.Decoy::address)
            .orElseGet(() -> IpAddresses.of(address));
    return contactedNone(address, there::equals);
  }

  /**
   * Verifies that the client tried to connect to this address, whether or not it got through.
   *
   * <pre>{@code
   * // holds after client.connect(nat.host(), nat.port())
   * assertThat(nat).contacted(nat.host());
   * }</pre>
   *
   * @param address for example {@code 203.0.113.7}
   * @throws AssertionError if it didn't
   */
  public S contacted(String address) {
    Trace trace = trace();
    if (attempts(trace, onNetwork(address)::equals).isEmpty()) {
      throw unlike(
          trace,
          listed("the client to have contacted:", List.of(address)),
          "it didn't"
              + asFarAsKnown(trace)
              + "."
              + listedIfAny(" It contacted:", attempts(trace, any -> true)));
    }
    return myself;
  }

  /**
   * Verifies that the client tried to connect to these addresses only, and to each of them. With
   * the server's address alone, this is what a client has to hold to that believes no server. An
   * attempt at its own host counts as one, too: at a loopback address or 0.0.0.0, as a reply may
   * name.
   *
   * <pre>{@code
   * // fails if any reply of the server led the client to another address
   * assertThat(nat).contactedOnly(nat.host());
   * }</pre>
   *
   * @param addresses for example {@code 203.0.113.7}
   * @throws AssertionError if it contacted another one, or not all of these, or if the record is no
   *     longer complete
   */
  public S contactedOnly(String... addresses) {
    isNotNull();
    Set<InetAddress> expected =
        Stream.of(addresses).map(this::onNetwork).collect(toUnmodifiableSet());
    Trace trace = trace();
    List<TraceEvent> all = attempts(trace, any -> true);
    String expecting = listed("the client to have contacted only:", List.of(addresses));
    List<TraceEvent> others = attempts(trace, address -> !expected.contains(address));
    if (!others.isEmpty()) {
      throw unlike(trace, expecting, listed("it contacted others:", others));
    }
    requireAll(trace, expecting);
    List<String> missed =
        expected.stream()
            .filter(address -> all.stream().noneMatch(made -> address.equals(target(made))))
            .map(IpAddresses::text)
            .sorted()
            .toList();
    if (!missed.isEmpty()) {
      throw unlike(trace, expecting, listed("it never contacted:", missed));
    }
    return myself;
  }

  /** What the record has for an address by which clients know the server. */
  private InetAddress onNetwork(String literal) {
    InetAddress address = IpAddresses.of(literal);
    return address.equals(IpAddresses.of(actual.host()))
        ? IpAddresses.of(actual.networkHost())
        : address;
  }

  private S contactedNone(String what, Predicate<InetAddress> unwanted) {
    Trace trace = trace();
    String expecting = listed("the client never to have contacted:", List.of(what));
    List<TraceEvent> attempts = attempts(trace, unwanted);
    if (!attempts.isEmpty()) {
      List<TraceEvent> all = new ArrayList<>(attempts);
      trace.decoyVisits().stream()
          .filter(visit -> unwanted.test(visit.target().address()))
          .forEach(all::add);
      throw unlike(trace, expecting, listed("it did:", all));
    }
    requireAll(trace, expecting);
    return myself;
  }

  /**
   * Verifies that the client tried to open data connections, and all of them to this host, whether
   * or not they got through. Every connection that isn't a control connection counts.
   *
   * <pre>{@code
   * // holds for EPSV, and for PASV with commons-net's workaround for servers behind NATs
   * // fails for a client that connects to the private address that 227 leaks
   * assertThat(nat).dataConnectionsWentTo(nat.host());
   * }</pre>
   *
   * @param host an address like {@code 203.0.113.7}
   * @throws AssertionError if one went elsewhere, if there was none, as in active mode, or if the
   *     record is no longer complete
   */
  public S dataConnectionsWentTo(String host) {
    return dataConnectionsWentTo(host, new PortRange(1, 65535));
  }

  /**
   * Verifies that the client tried to open data connections, and all of them to these ports of this
   * host, whether or not they got through.
   *
   * <pre>{@code
   * // fails if 227 names a port that the firewall isn't open for
   * assertThat(nat).dataConnectionsWentTo(nat.host(), new PortRange(40000, 40009));
   * }</pre>
   *
   * @param host an address like {@code 203.0.113.7}
   * @param ports as the client sees them
   * @throws AssertionError if one went elsewhere, if there was none, as in active mode, or if the
   *     record is no longer complete
   */
  public S dataConnectionsWentTo(String host, PortRange ports) {
    isNotNull();
    InetAddress address = onNetwork(host);
    Trace trace = trace();
    String where = ports.size() == 65535 ? host : host + ":" + ports;
    String expecting =
        listed("all data connections of the client to have gone to:", List.of(where));
    List<ConnectionAttempt> all =
        dataConnections(trace).stream()
            .filter(attempt -> attempt.origin() == Party.CLIENT)
            .toList();
    List<TraceEvent> others = new ArrayList<>(trace.only(Ipv6Attempt.class));
    others.addAll(
        all.stream()
            .filter(
                attempt ->
                    !attempt.target().address().equals(address)
                        || !ports.contains(attempt.target().port()))
            .toList());
    if (!others.isEmpty()) {
      throw unlike(trace, expecting, listed("these went elsewhere:", others));
    }
    requireAll(trace, expecting);
    if (all.isEmpty()) {
      throw unlike(trace, expecting, "the client tried to open none.");
    }
    return myself;
  }

  /**
   * Verifies that no data connection failed, whoever opened it: each attempt was established, each
   * TLS handshake succeeded, and the server never said 425. There need not have been any.
   *
   * <pre>{@code
   * // fails for a client that tries EPSV, finds the port shut, and goes on with PASV
   * assertThat(nat).noDataConnectionFailed();
   * }</pre>
   *
   * @throws AssertionError if one failed, or if the record is no longer complete
   */
  public S noDataConnectionFailed() {
    Trace trace = trace();
    String expecting = "no data connection to have failed";
    List<Object> failures = new ArrayList<>();
    dataConnections(trace).stream()
        .filter(attempt -> !attempt.succeeded() || attempt.isAcceptedByGateway())
        .forEach(failures::add);
    failures.addAll(trace.only(Ipv6Attempt.class));
    trace.tlsHandshakes().stream()
        .filter(handshake -> handshake.channel() == Channel.DATA && handshake.failure().isPresent())
        .forEach(failures::add);
    trace.sessions().stream()
        .flatMap(session -> session.exchanges().stream())
        .filter(exchange -> exchange.conclusion().filter(reply -> reply.code() == 425).isPresent())
        .forEach(failures::add);
    if (!failures.isEmpty()) {
      throw unlike(trace, expecting, listed("these did:", failures));
    }
    requireAll(trace, expecting);
    return myself;
  }

  /** The attempts at data connections, whoever made them. */
  private List<ConnectionAttempt> dataConnections(Trace trace) {
    Topology topology = trace.topology();
    int controlPort = topology.server().controlPort();
    int publicPort = topology.publicControlPort().orElse(controlPort);
    Set<InetAddress> servers = servers(trace);
    return trace.connectionAttempts().stream()
        .filter(
            attempt ->
                attempt.origin() == Party.SERVER
                    || Stream.of(attempt.target(), attempt.arrivesAt())
                        .noneMatch(
                            at ->
                                servers.contains(at.address())
                                    && (at.port() == controlPort || at.port() == publicPort)))
        .toList();
  }

  /**
   * Where control connections go: to the server, to gateways in its place, and to wherever a
   * session was opened. At the same port of another host a reply may have led there.
   */
  private Set<InetAddress> servers(Trace trace) {
    Topology topology = trace.topology();
    Set<InetAddress> all = new HashSet<>();
    all.add(IpAddresses.of(actual.networkHost()));
    for (AddressFamily family : AddressFamily.values()) {
      topology.server().address(family).ifPresent(all::add);
      topology
          .serverGateways()
          .forEach(gateway -> gateway.publicAddress(family).ifPresent(all::add));
    }
    trace.sessions().stream()
        .flatMap(session -> session.control().stream())
        .forEach(control -> all.add(control.target().address()));
    return all;
  }

  private static List<TraceEvent> attempts(Trace trace, Predicate<InetAddress> unwanted) {
    return trace.events().stream()
        .filter(event -> target(event) != null && unwanted.test(target(event)))
        .toList();
  }

  /** Where the client tried to connect to; null if the event is something else. */
  private static InetAddress target(TraceEvent event) {
    if (event instanceof ConnectionAttempt attempt && attempt.origin() == Party.CLIENT) {
      return attempt.target().address();
    }
    return event instanceof Ipv6Attempt attempt && attempt.origin() == Party.CLIENT
        ? attempt.target().address()
        : null;
  }
}
