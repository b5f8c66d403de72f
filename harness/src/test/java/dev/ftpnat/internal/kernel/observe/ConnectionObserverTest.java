package dev.ftpnat.internal.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Scenario;
import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.record.VirtualClock;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the packets at each host tell, in whatever order they are read. */
class ConnectionObserverTest {

  /** Client, client NAT, internet, server NAT, server. */
  private static final Topology NETWORK =
      Topology.builder()
          .clientAddress("192.168.5.2")
          .clientGateway(
              Gateway.builder()
                  .name("client NAT")
                  .publicAddress("198.51.100.2")
                  .insideNetwork("192.168.5.0/24")
                  .build())
          .server(server -> server.address("10.0.1.121").passivePorts(3846, 3855))
          .serverGateway(
              Gateway.builder()
                  .name("server NAT")
                  .publicAddress("203.0.113.7")
                  .insideNetwork("10.0.1.0/24")
                  .forwardControlPort()
                  .unmappedPorts(Refusal.REJECT)
                  .build())
          .build();

  private static final int CLIENT_NAT = 1;
  private static final int INTERNET = 2;
  private static final int SERVER_NAT = 3;
  private static final int SERVER = 4;
  private static final int CLIENT = 0;

  private static final Endpoint CLIENT_OWN = Endpoint.of("192.168.5.2", 40000);
  private static final Endpoint CLIENT_PUBLIC = Endpoint.of("198.51.100.2", 40000);
  private static final Endpoint CONTROL = Endpoint.of("203.0.113.7", 21);
  private static final Endpoint CONTROL_OWN = Endpoint.of("10.0.1.121", 21);

  private static final int ISN = 1000;
  private static final int SERVER_ISN = -100; // Wraps soon.
  private static final long LATER = Duration.ofMillis(50).toNanos();

  private final Recorder recorder = new Recorder(new VirtualClock());
  private final SessionMatcher sessions = new SessionMatcher(recorder);
  private final ConnectionObserver journeys =
      new ConnectionObserver(NETWORK, recorder, sessions, new Announced());

  private static TcpPacket syn(Endpoint source, Endpoint target) {
    return segment(source, target, ISN, 0, TcpPacket.SYN, 0);
  }

  private static TcpPacket segment(
      Endpoint source, Endpoint target, int sequence, int acknowledged, int flags, int length) {
    return new TcpPacket(
        TcpPacket.Kind.SEGMENT, source, target, sequence, acknowledged, flags, length);
  }

  private static TcpPacket synAck(Endpoint source, Endpoint target) {
    return segment(source, target, SERVER_ISN, ISN + 1, TcpPacket.SYN | TcpPacket.ACK, 0);
  }

  private static TcpPacket reset(Endpoint source, Endpoint target) {
    return segment(source, target, 0, ISN + 1, TcpPacket.RST | TcpPacket.ACK, 0);
  }

  private void arrive(int host, TcpPacket packet) {
    arrive(host, packet, 0);
  }

  private void arrive(int host, TcpPacket packet, long when) {
    journeys.arrived(new Observation(host, packet, new byte[0], when));
  }

  private void controlSynPassesAllHosts() {
    arrive(CLIENT_NAT, syn(CLIENT_OWN, CONTROL));
    arrive(INTERNET, syn(CLIENT_PUBLIC, CONTROL));
    arrive(SERVER_NAT, syn(CLIENT_PUBLIC, CONTROL));
    arrive(SERVER, syn(CLIENT_PUBLIC, CONTROL_OWN));
  }

  private List<ConnectionAttempt> attempts() {
    return recorder.snapshot(NETWORK).connectionAttempts();
  }

  private void assertSingleAttempt(Outcome outcome, String decidedBy, Reason reason) {
    assertThat(attempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.outcome()).isEqualTo(outcome);
              assertThat(attempt.decidedBy()).hasToString(decidedBy);
              assertThat(attempt.reason()).isEqualTo(reason);
            });
  }

  @Test
  void anAnswerThatIsBackAtItsOriginEstablishes() {
    controlSynPassesAllHosts();
    arrive(SERVER_NAT, synAck(CONTROL_OWN, CLIENT_PUBLIC));
    arrive(CLIENT_NAT, synAck(CONTROL, CLIENT_PUBLIC));
    assertThat(attempts()).isEmpty();
    arrive(CLIENT, synAck(CONTROL, CLIENT_OWN));

    assertSingleAttempt(Outcome.ESTABLISHED, "server", Reason.LISTENING);
    assertThat(attempts().get(0).origin()).isEqualTo(Party.CLIENT);
    assertThat(attempts().get(0).source()).isEqualTo(CLIENT_OWN);
    assertThat(attempts().get(0).target()).isEqualTo(CONTROL);
    assertThat(attempts().get(0).hops())
        .containsExactly(
            new Hop("client NAT", CLIENT_OWN, CONTROL, CLIENT_PUBLIC, CONTROL, Reason.MASQUERADED),
            new Hop(
                "server NAT",
                CLIENT_PUBLIC,
                CONTROL,
                CLIENT_PUBLIC,
                CONTROL_OWN,
                Reason.FORWARDED));
  }

  @Test
  void aResetMayBeReadBeforeTheSynThatItAnswers() {
    arrive(CLIENT_NAT, syn(CLIENT_OWN, CONTROL));
    arrive(INTERNET, syn(CLIENT_PUBLIC, CONTROL));
    arrive(CLIENT, reset(CONTROL, CLIENT_OWN));
    assertThat(attempts()).isEmpty();
    arrive(SERVER_NAT, syn(CLIENT_PUBLIC, CONTROL));
    arrive(SERVER, syn(CLIENT_PUBLIC, CONTROL_OWN));
    journeys.settle(0);

    assertSingleAttempt(Outcome.REFUSED, "server", Reason.NOT_LISTENING);
  }

  @Test
  void theAnswerMayBeReadBeforeTheSyn() {
    arrive(CLIENT, synAck(CONTROL, CLIENT_OWN));
    assertThat(attempts()).isEmpty();
    arrive(SERVER, syn(CLIENT_PUBLIC, CONTROL_OWN));
    arrive(SERVER_NAT, syn(CLIENT_PUBLIC, CONTROL));
    arrive(INTERNET, syn(CLIENT_PUBLIC, CONTROL));
    arrive(CLIENT_NAT, syn(CLIENT_OWN, CONTROL));
    journeys.settle(0);

    assertSingleAttempt(Outcome.ESTABLISHED, "server", Reason.LISTENING);
  }

  @Test
  void whatDoesNotComeToTheNextHostWasDropped() {
    Endpoint closed = CONTROL.withPort(3846);
    arrive(CLIENT_NAT, syn(CLIENT_OWN, closed));
    arrive(INTERNET, syn(CLIENT_PUBLIC, closed));
    arrive(SERVER_NAT, syn(CLIENT_PUBLIC, closed));
    journeys.settle(0);
    assertThat(attempts()).as("it may still be on its way").isEmpty();
    journeys.settle(LATER);

    assertSingleAttempt(Outcome.DROPPED, "server NAT", Reason.NO_MAPPING);
    assertThat(attempts().get(0).hops()).extracting(Hop::gateway).containsExactly("client NAT");
  }

  @Test
  void aSynThatIsRepeatedWasDropped() {
    Endpoint secret = Endpoint.of("10.0.1.121", 3846);
    for (int sent = 0; sent < 3; sent++) {
      arrive(CLIENT_NAT, syn(CLIENT_OWN, secret));
      arrive(INTERNET, syn(CLIENT_PUBLIC, secret));
      arrive(SERVER_NAT, syn(CLIENT_PUBLIC, secret));
    }

    assertSingleAttempt(Outcome.DROPPED, "server NAT", Reason.PRIVATE_DESTINATION);
  }

  @Test
  void aSynThatGetsThroughWhenItIsRepeatedIsEstablished() {
    arrive(CLIENT_NAT, syn(CLIENT_OWN, CONTROL));
    arrive(INTERNET, syn(CLIENT_PUBLIC, CONTROL));
    arrive(SERVER_NAT, syn(CLIENT_PUBLIC, CONTROL));
    journeys.settle(LATER);
    assertThat(attempts()).extracting(ConnectionAttempt::outcome).containsExactly(Outcome.DROPPED);
    controlSynPassesAllHosts();
    arrive(CLIENT, synAck(CONTROL, CLIENT_OWN), 20 * LATER);

    assertSingleAttempt(Outcome.ESTABLISHED, "server", Reason.LISTENING);
    assertThat(attempts().get(0).waited()).contains(Duration.ofSeconds(1));
  }

  @Test
  void aResetOfTheHostMeansThatNothingListens() {
    controlSynPassesAllHosts();
    arrive(CLIENT, reset(CONTROL, CLIENT_OWN));

    assertSingleAttempt(Outcome.REFUSED, "server", Reason.NOT_LISTENING);
  }

  @Test
  void aResetOfTheGatewayIsItsPolicy() {
    Endpoint closed = CONTROL.withPort(3846);
    arrive(CLIENT_NAT, syn(CLIENT_OWN, closed));
    arrive(INTERNET, syn(CLIENT_PUBLIC, closed));
    arrive(SERVER_NAT, syn(CLIENT_PUBLIC, closed));
    arrive(CLIENT, reset(closed, CLIENT_OWN));

    assertSingleAttempt(Outcome.REFUSED, "server NAT", Reason.NO_MAPPING);
  }

  @Test
  void anIcmpErrorMeansUnreachable() {
    Endpoint nobody = Endpoint.of("192.0.2.9", 21);
    arrive(CLIENT_NAT, syn(CLIENT_OWN, nobody));
    arrive(INTERNET, syn(CLIENT_PUBLIC, nobody));
    arrive(CLIENT, new TcpPacket(TcpPacket.Kind.UNREACHABLE, CLIENT_OWN, nobody, ISN, 0, 0, 0));

    assertSingleAttempt(Outcome.UNREACHABLE, "internet", Reason.NO_ROUTE);
  }

  @Test
  void theServersAttemptsGoTheOtherWay() {
    Endpoint data = Endpoint.of("10.0.1.121", 20);
    Endpoint secret = Endpoint.of("192.168.5.2", 40001);
    arrive(SERVER_NAT, syn(data, secret));
    arrive(INTERNET, syn(Endpoint.of("203.0.113.7", 20), secret));
    arrive(CLIENT_NAT, syn(Endpoint.of("203.0.113.7", 20), secret));
    journeys.settle(LATER);

    assertSingleAttempt(Outcome.DROPPED, "client NAT", Reason.PRIVATE_DESTINATION);
    assertThat(attempts().get(0).origin()).isEqualTo(Party.SERVER);
  }

  @Test
  void aMappedPortThatIsNotForThisSourceIsFiltered() {
    controlSynPassesAllHosts();
    arrive(CLIENT, synAck(CONTROL, CLIENT_OWN));
    Endpoint data = Endpoint.of("10.0.1.121", 20);
    arrive(SERVER_NAT, segment(data, CLIENT_PUBLIC, 77, 0, TcpPacket.SYN, 0), LATER);
    for (int host : new int[] {INTERNET, CLIENT_NAT}) {
      TcpPacket outside =
          segment(Endpoint.of("203.0.113.7", 20), CLIENT_PUBLIC, 77, 0, TcpPacket.SYN, 0);
      arrive(host, outside, LATER);
    }
    journeys.settle(2 * LATER);

    assertThat(attempts()).hasSize(2).last().extracting("reason").isEqualTo(Reason.FILTERED);
  }

  @Test
  void theLastSequenceNumbersTellHowMuchWasSent() {
    controlSynPassesAllHosts();
    arrive(CLIENT, synAck(CONTROL, CLIENT_OWN));
    arrive(
        CLIENT_NAT,
        segment(CLIENT_OWN, CONTROL, ISN + 41, SERVER_ISN + 1, TcpPacket.FIN | TcpPacket.ACK, 6));
    assertThat(recorder.snapshot(NETWORK).events()).hasSize(1);
    int all = ISN + 1 + 47;
    arrive(
        SERVER, segment(CLIENT_PUBLIC, CONTROL_OWN, all - 7, 0, TcpPacket.FIN | TcpPacket.ACK, 6));
    fromServer(SERVER_ISN + 1 + 500, all, TcpPacket.FIN | TcpPacket.ACK);
    assertThat(end().ofOrigin()).isEqualTo(StreamEnd.whole(46));
    assertThat(end().ofResponder()).isEqualTo(new StreamEnd(500, 0, StreamEnd.Kind.FIN));

    // Its acknowledgement may come after the end.
    arrive(CLIENT_NAT, segment(CLIENT_OWN, CONTROL, all, SERVER_ISN + 502, TcpPacket.ACK, 0));
    assertThat(end().ofResponder()).isEqualTo(StreamEnd.whole(500));
  }

  private void fromServer(int sequence, int acknowledged, int flags) {
    arrive(SERVER_NAT, segment(CONTROL_OWN, CLIENT_PUBLIC, sequence, acknowledged, flags, 0));
    arrive(CLIENT, segment(CONTROL, CLIENT_OWN, sequence, acknowledged, flags, 0));
  }

  private ConnectionEnd end() {
    List<ConnectionEnd> ends = recorder.snapshot(NETWORK).only(ConnectionEnd.class);
    assertThat(ends).hasSize(1);
    return ends.get(0);
  }

  @Test
  void aResetEndsBothDirections() {
    controlSynPassesAllHosts();
    arrive(CLIENT, synAck(CONTROL, CLIENT_OWN));
    fromServer(SERVER_ISN + 1 + 500, ISN + 1 + 6, TcpPacket.RST | TcpPacket.ACK);

    assertThat(end().ofResponder())
        .isEqualTo(new StreamEnd(500, 0, StreamEnd.Kind.RESET, Party.SERVER));
    assertThat(end().ofOrigin().kind()).isEqualTo(StreamEnd.Kind.RESET);
  }

  @Test
  void whatAResetAcknowledgesOfADataConnectionHadBeenSent() {
    Endpoint data = Endpoint.of("203.0.113.7", 3846);
    Endpoint own = Endpoint.of("10.0.1.121", 3846);
    arrive(CLIENT_NAT, syn(CLIENT_OWN, data));
    arrive(INTERNET, syn(CLIENT_PUBLIC, data));
    arrive(SERVER_NAT, syn(CLIENT_PUBLIC, data));
    arrive(SERVER, syn(CLIENT_PUBLIC, own));
    arrive(CLIENT, synAck(data, CLIENT_OWN));
    int flags = TcpPacket.RST | TcpPacket.ACK;
    int acknowledged = SERVER_ISN + 1 + 3000;
    arrive(CLIENT_NAT, segment(CLIENT_OWN, data, ISN + 1, acknowledged, flags, 0));
    arrive(SERVER, segment(CLIENT_PUBLIC, own, ISN + 1, acknowledged, flags, 0));

    assertThat(end().ofResponder())
        .isEqualTo(new StreamEnd(3000, 3000, StreamEnd.Kind.RESET, Party.CLIENT));
    assertThat(end().ofOrigin().written()).isZero();
  }

  @Test
  void aResetAfterAFinIsNoByteMore() {
    controlSynPassesAllHosts();
    arrive(CLIENT, synAck(CONTROL, CLIENT_OWN));
    fromServer(SERVER_ISN + 1 + 500, ISN + 1, TcpPacket.FIN | TcpPacket.ACK);
    arrive(CLIENT_NAT, segment(CLIENT_OWN, CONTROL, ISN + 1, SERVER_ISN + 502, TcpPacket.ACK, 6));
    fromServer(SERVER_ISN + 1 + 501, 0, TcpPacket.RST);

    assertThat(end().ofResponder()).isEqualTo(StreamEnd.whole(500));
  }

  @Test
  void aResetThatNeitherSideHasSentIsAGateways() {
    controlSynPassesAllHosts();
    arrive(CLIENT, synAck(CONTROL, CLIENT_OWN));
    arrive(CLIENT, segment(CONTROL, CLIENT_OWN, SERVER_ISN + 1 + 500, 0, TcpPacket.RST, 0));

    assertThat(end().ofResponder().by()).contains(Place.gateway("a gateway"));
  }

  @Test
  void everyScenarioHasAnItinerary() {
    // With no gateway at all, one host is next to both ends.
    Topology direct =
        Scenario.DIRECT.topology().toBuilder()
            .clientAddress("198.51.100.2")
            .server(server -> server.address("203.0.113.7"))
            .build();
    ConnectionObserver withoutNat =
        new ConnectionObserver(direct, recorder, sessions, new Announced());
    Endpoint client = Endpoint.of("198.51.100.2", 40000);
    withoutNat.arrived(new Observation(1, syn(client, CONTROL), new byte[0], 0));
    withoutNat.arrived(new Observation(2, syn(client, CONTROL), new byte[0], 0));
    withoutNat.arrived(new Observation(0, synAck(CONTROL, client), new byte[0], 0));

    assertSingleAttempt(Outcome.ESTABLISHED, "server", Reason.LISTENING);
    assertThat(attempts().get(0).hops()).isEmpty();
  }
}
