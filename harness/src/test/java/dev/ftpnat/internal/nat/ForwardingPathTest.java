package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where connection attempts get to, one row for each. */
class ForwardingPathTest {

  private static final Gateway SERVER_NAT =
      Gateway.builder()
          .name("S1")
          .publicAddress("203.0.113.7")
          .insideNetwork("10.0.1.0/24")
          .forwardControlPort()
          .build();

  private static final Gateway CLIENT_NAT =
      Gateway.builder()
          .name("C1")
          .publicAddress("198.51.100.2")
          .insideNetwork("192.168.1.0/24")
          .build();

  /** Client 192.168.1.2 behind C1, server 10.0.1.121 behind S1. */
  private static ForwardingPath doubleNat() {
    return path(
        Topology.builder()
            .clientAddress("192.168.1.2")
            .clientGateway(CLIENT_NAT)
            .serverGateway(SERVER_NAT)
            .server(server -> server.address("10.0.1.121")));
  }

  /** Client 198.51.100.2 and server 203.0.113.7, both public. */
  private static ForwardingPath direct() {
    return path(
        Topology.builder()
            .clientAddress("198.51.100.2")
            .server(server -> server.address("203.0.113.7")));
  }

  private static ForwardingPath path(Topology.Builder topology) {
    return new ForwardingPath(topology.build());
  }

  private static Endpoint endpoint(String text) {
    int colon = text.indexOf(':');
    return Endpoint.of(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static Route fromClient(ForwardingPath path, String target) {
    return path.route(Party.CLIENT, endpoint("192.168.1.2:5000"), endpoint(target), Instant.EPOCH);
  }

  private static String describe(Route route) {
    if (route instanceof Route.Refused refused) {
      return refused.answer() + " " + refused.decidedBy() + " " + refused.reason();
    }
    Route.Delivered delivered = (Route.Delivered) route;
    return delivered.host() + " " + delivered.arrivesAt() + " from " + delivered.seenSource();
  }

  @ParameterizedTest(name = "{0} {1} -> {2}: {3}")
  @CsvSource({
    // The control connection, and what comes near it.
    "CLIENT, 192.168.1.2:5000, 203.0.113.7:21, server 10.0.1.121:21 from 198.51.100.2:5000",
    "CLIENT, 192.168.1.2:5000, 203.0.113.7:22, DROP S1 NO_MAPPING",
    "CLIENT, 192.168.1.2:5000, 10.0.1.121:3846, DROP S1 PRIVATE_DESTINATION",
    "CLIENT, 192.168.1.2:5000, 10.0.1.99:21, DROP S1 PRIVATE_DESTINATION",
    // Addresses that nobody has, nearer and nearer to the client.
    "CLIENT, 192.168.1.2:5000, 192.0.2.1:21, UNREACHABLE internet NO_ROUTE",
    "CLIENT, 192.168.1.2:5000, 192.168.1.121:21, UNREACHABLE network 192.168.1.0/24 NO_ROUTE",
    "CLIENT, 192.168.1.2:5000, 198.51.100.2:21, DROP C1 NO_MAPPING",
    "CLIENT, 192.168.1.2:5000, 192.168.1.2:80, client 192.168.1.2:80 from 192.168.1.2:5000",
    // What every host takes for itself, and what its stack refuses.
    "CLIENT, 192.168.1.2:5000, 127.0.0.1:80, client 127.0.0.1:80 from 192.168.1.2:5000",
    "CLIENT, 192.168.1.2:5000, 127.9.9.9:80, client 127.9.9.9:80 from 192.168.1.2:5000",
    "CLIENT, 192.168.1.2:5000, 0.0.0.0:80, client 0.0.0.0:80 from 192.168.1.2:5000",
    "SERVER, 10.0.1.121:20, 127.0.0.1:80, server 127.0.0.1:80 from 10.0.1.121:20",
    "CLIENT, 192.168.1.2:5000, 127.255.255.255:80, UNREACHABLE client NOT_UNICAST",
    "CLIENT, 192.168.1.2:5000, 224.0.0.1:80, UNREACHABLE client NOT_UNICAST",
    "SERVER, 10.0.1.121:20, 255.255.255.255:80, UNREACHABLE server NOT_UNICAST",
    "CLIENT, 192.168.1.2:5000, 240.0.0.1:80, UNREACHABLE internet NO_ROUTE",
    "CLIENT, 192.168.1.2:5000, 0.1.2.3:80, UNREACHABLE internet NO_ROUTE",
    // Active mode: the server comes back.
    "SERVER, 10.0.1.121:20, 192.168.1.2:5001, DROP C1 PRIVATE_DESTINATION",
    "SERVER, 10.0.1.121:20, 198.51.100.2:5001, DROP C1 NO_MAPPING",
    "SERVER, 10.0.1.121:20, 8.8.8.8:53, UNREACHABLE internet NO_ROUTE",
  })
  void behindTwoNats(Party origin, String source, String target, String expected) {
    assertThat(
            describe(doubleNat().route(origin, endpoint(source), endpoint(target), Instant.EPOCH)))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1} -> {2}: {3}")
  @CsvSource({
    "CLIENT, 198.51.100.2:5000, 203.0.113.7:21, server 203.0.113.7:21 from 198.51.100.2:5000",
    "CLIENT, 198.51.100.2:5000, 203.0.113.8:21, UNREACHABLE internet NO_ROUTE",
    "SERVER, 203.0.113.7:20, 198.51.100.2:5001, client 198.51.100.2:5001 from 203.0.113.7:20",
    "SERVER, 203.0.113.7:20, 203.0.113.7:22, server 203.0.113.7:22 from 203.0.113.7:20",
  })
  void withoutNat(Party origin, String source, String target, String expected) {
    assertThat(describe(direct().route(origin, endpoint(source), endpoint(target), Instant.EPOCH)))
        .isEqualTo(expected);
  }

  /** The hosts of {@link #doubleNat}, one beside the server, one beside the client, one outside. */
  private static ForwardingPath everywhere(Hairpinning hairpinning) {
    return path(
        Topology.builder()
            .clientAddress("192.168.1.2")
            .clientGateway(CLIENT_NAT)
            .serverGateway(SERVER_NAT.toBuilder().hairpinning(hairpinning).build())
            .server(server -> server.address("10.0.1.121"))
            .clientHost("inside", ClientHost.Place.SERVER_NETWORK, "10.0.1.11")
            .clientHost("neighbour", ClientHost.Place.CLIENT_NETWORK, "192.168.1.11")
            .clientHost("outside", ClientHost.Place.INTERNET, "198.51.100.9"));
  }

  @ParameterizedTest(name = "{0} {1} -> {2}: {3}")
  @CsvSource({
    // Each goes its own way to the server.
    "CLIENT, 192.168.1.2:5000, 203.0.113.7:21, server 10.0.1.121:21 from 198.51.100.2:5000",
    "CLIENT, 192.168.1.11:5000, 203.0.113.7:21, server 10.0.1.121:21 from 198.51.100.2:5000",
    "CLIENT, 198.51.100.9:5000, 203.0.113.7:21, server 10.0.1.121:21 from 198.51.100.9:5000",
    "CLIENT, 198.51.100.9:5000, 10.0.1.121:21, DROP S1 PRIVATE_DESTINATION",
    "CLIENT, 10.0.1.11:5000, 10.0.1.121:21, server 10.0.1.121:21 from 10.0.1.11:5000",
    "CLIENT, 10.0.1.11:5000, 10.0.1.99:21, UNREACHABLE network 10.0.1.0/24 NO_ROUTE",
    // And the server to them.
    "SERVER, 10.0.1.121:20, 10.0.1.11:5001, client 10.0.1.11:5001 from 10.0.1.121:20",
    "SERVER, 10.0.1.121:20, 192.168.1.11:5001, DROP C1 PRIVATE_DESTINATION",
    "SERVER, 10.0.1.121:20, 198.51.100.9:5001, client 198.51.100.9:5001 from 203.0.113.7:20",
    // Hosts with clients reach each other, unless a gateway is before the one that is called.
    "CLIENT, 192.168.1.2:5000, 192.168.1.11:80, client 192.168.1.11:80 from 192.168.1.2:5000",
    "CLIENT, 192.168.1.2:5000, 198.51.100.9:80, client 198.51.100.9:80 from 198.51.100.2:5000",
    "CLIENT, 198.51.100.9:5000, 198.51.100.2:80, DROP C1 NO_MAPPING",
    "CLIENT, 198.51.100.9:5000, 198.51.100.3:80, UNREACHABLE internet NO_ROUTE",
  })
  void fromSeveralPlaces(Party origin, String source, String target, String expected) {
    assertThat(
            describe(
                everywhere(Hairpinning.NONE)
                    .route(origin, endpoint(source), endpoint(target), Instant.EPOCH)))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "NONE, DROP S1 NOT_HAIRPINNED",
    "INTERNAL_SOURCE, DROP client ANSWERED_DIRECTLY",
    "EXTERNAL_SOURCE, server 10.0.1.121:21 from 203.0.113.7:5000",
  })
  void backInAtTheGateway(Hairpinning hairpinning, String expected) {
    assertThat(
            describe(
                everywhere(hairpinning)
                    .route(
                        Party.CLIENT,
                        endpoint("10.0.1.11:5000"),
                        endpoint("203.0.113.7:21"),
                        Instant.EPOCH)))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "INTERNAL_SOURCE, server 10.0.1.121:21 from 10.0.1.121:20",
    "EXTERNAL_SOURCE, server 10.0.1.121:21 from 203.0.113.7:20",
  })
  void theServerComesBackToItself(Hairpinning hairpinning, String expected) {
    assertThat(
            describe(
                everywhere(hairpinning)
                    .route(
                        Party.SERVER,
                        endpoint("10.0.1.121:20"),
                        endpoint("203.0.113.7:21"),
                        Instant.EPOCH)))
        .isEqualTo(expected);
  }

  @Test
  void everyGatewayOnTheWayIsAHop() {
    Route route = fromClient(doubleNat(), "203.0.113.7:21");

    assertThat(route.hops())
        .extracting(Hop::gateway, Hop::reason)
        .containsExactly(tuple("C1", Reason.MASQUERADED), tuple("S1", Reason.FORWARDED));
  }

  @Test
  void anEstablishedConnectionIsMappedByEveryGatewayUntilItEnds() {
    ForwardingPath path = doubleNat();
    Route.Delivered connection = (Route.Delivered) fromClient(path, "203.0.113.7:21");

    assertThat(back(path)).isEqualTo("DROP C1 NO_MAPPING");
    List<Flow> flows = connection.establish(1, true, Instant.EPOCH);
    assertThat(back(path)).isEqualTo("client 192.168.1.2:5000 from 203.0.113.7:21");
    flows.forEach(flow -> flow.end(false, Instant.EPOCH));
    assertThat(back(path)).isEqualTo("DROP C1 NO_MAPPING");
  }

  /** From the server's control port to where the client's connection seems to come from. */
  private static String back(ForwardingPath path) {
    return describe(
        path.route(
            Party.SERVER, endpoint("10.0.1.121:21"), endpoint("198.51.100.2:5000"), Instant.EPOCH));
  }

  @Test
  void whatComesInByRuleMakesNoMapping() {
    ForwardingPath path = doubleNat();
    ((Route.Delivered) fromClient(path, "203.0.113.7:21")).establish(1, true, Instant.EPOCH);

    assertThat(describe(fromClient(path, "203.0.113.7:5000"))).isEqualTo("DROP S1 NO_MAPPING");
  }

  /** As netfilter, which takes a pinhole for used when the first packet has gone through. */
  @Test
  void anAttemptUsesAPinholeUpAlsoIfItIsRefusedFurtherIn() {
    ForwardingPath path = doubleNat();
    Pinhole pinhole =
        new Pinhole(
            Ipv4.of("192.168.1.2"),
            endpoint("203.0.113.7:3846"),
            Ipv4.of("198.51.100.2"),
            endpoint("203.0.113.7:9"));
    Route.Delivered control = (Route.Delivered) fromClient(path, "203.0.113.7:21");
    control.establish(1, true, Instant.EPOCH).get(0).expect(pinhole, Instant.EPOCH);

    Route first = fromClient(path, "203.0.113.7:3846");
    first.attempted(Instant.EPOCH);

    assertThat(first.hops()).extracting(Hop::reason).containsExactly(Reason.PINHOLE);
    assertThat(describe(first)).isEqualTo("DROP S1 NO_MAPPING");
    assertThat(fromClient(path, "203.0.113.7:3846").hops())
        .extracting(Hop::reason)
        .containsExactly(Reason.MASQUERADED);
  }

  @ParameterizedTest
  @CsvSource({"DROP, DROPPED", "REJECT, REFUSED", "UNREACHABLE, UNREACHABLE"})
  void anAnswerIsAnOutcomeForWhoeverConnects(Refusal answer, Outcome outcome) {
    ForwardingPath path =
        path(
            Topology.builder()
                .clientAddress("198.51.100.2")
                .serverGateway(SERVER_NAT.toBuilder().unmappedPorts(answer).build())
                .server(server -> server.address("10.0.1.121")));
    Route route =
        path.route(
            Party.CLIENT, endpoint("198.51.100.2:5000"), endpoint("203.0.113.7:22"), Instant.EPOCH);

    assertThat(((Route.Refused) route).outcome()).isEqualTo(outcome);
  }

  @Test
  void theServerMayBeBehindTwoNatsItself() {
    ForwardingPath path =
        path(
            Topology.builder()
                .clientAddress("198.51.100.2")
                .serverGateway(
                    SERVER_NAT.toBuilder().name("inner").publicAddress("100.64.0.9").build())
                .serverGateway(
                    Gateway.builder()
                        .name("carrier")
                        .publicAddress("203.0.113.7")
                        .insideNetwork("100.64.0.0/24")
                        .forwardControlPort()
                        .privateDestinations(Refusal.REJECT)
                        .build())
                .server(server -> server.address("10.0.1.121")));

    assertThat(route(path, "203.0.113.7", 21))
        .isEqualTo("server 10.0.1.121:21 from 198.51.100.2:5000");
    assertThat(route(path, "203.0.113.7", 22)).isEqualTo("DROP carrier NO_MAPPING");
    assertThat(route(path, "100.64.0.9", 21)).isEqualTo("REJECT carrier PRIVATE_DESTINATION");
    assertThat(route(path, "10.0.1.121", 21)).isEqualTo("REJECT carrier PRIVATE_DESTINATION");
  }

  private static String route(ForwardingPath path, String target, int port) {
    return describe(
        path.route(
            Party.CLIENT,
            Endpoint.of("198.51.100.2", 5000),
            new Endpoint(Ipv4.of(target), port),
            Instant.EPOCH));
  }
}
