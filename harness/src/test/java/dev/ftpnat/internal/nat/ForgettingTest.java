package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When gateways forget connections, and what becomes of segments afterwards. */
class ForgettingTest {

  private static final IdleTimeouts FIVE_MINUTES =
      IdleTimeouts.RFC_5382.withEstablished(Duration.ofMinutes(5));

  private static final Endpoint CLIENT = Endpoint.of("192.168.1.2", 5000);
  private static final Endpoint CONTROL = Endpoint.of("203.0.113.7", 21);

  private final List<String> log = new ArrayList<>();

  private final NatTableListener tableLog =
      new NatTableListener() {
        @Override
        public void changed(
            String gateway, Entry entry, Change change, Endpoint outside, Endpoint inside) {
          log.add(gateway + " " + entry + " " + change);
        }

        @Override
        public void forgot(
            String gateway, long connection, Forgetting cause, Duration idle, Duration ago) {
          log.add(
              "%s forgot %d, %s, idle %d s, %d s ago"
                  .formatted(gateway, connection, cause.name(), idle.toSeconds(), ago.toSeconds()));
        }
      };

  private ForwardingPath path(
      UnaryOperator<Gateway.Builder> clientNat, UnaryOperator<Gateway.Builder> serverNat) {
    return new ForwardingPath(
        Topology.builder()
            .clientAddress("192.168.1.2")
            .clientGateway(
                clientNat
                    .apply(
                        Gateway.builder()
                            .name("C")
                            .publicAddress("198.51.100.2")
                            .insideNetwork("192.168.1.0/24"))
                    .build())
            .serverGateway(
                serverNat
                    .apply(
                        Gateway.builder()
                            .name("S")
                            .publicAddress("203.0.113.7")
                            .insideNetwork("10.0.1.0/24")
                            .forwardControlPort())
                    .build())
            .server(server -> server.address("10.0.1.121"))
            .build(),
        tableLog);
  }

  private static Instant at(long seconds) {
    return Instant.EPOCH.plusSeconds(seconds);
  }

  private static Route route(ForwardingPath path, Endpoint source, Endpoint target, Instant now) {
    return path.route(Party.CLIENT, source, target, now);
  }

  private static List<Flow> connect(ForwardingPath path, int number, boolean control, Instant now) {
    Endpoint source = CLIENT.withPort(CLIENT.port() + number);
    return ((Route.Delivered) route(path, source, CONTROL, now)).establish(number, control, now);
  }

  private static String carry(List<Flow> flows, Party sender, Instant now) {
    List<Flow> way = new ArrayList<>(flows);
    if (sender == Party.SERVER) {
      Collections.reverse(way);
    }
    for (Flow flow : way) {
      Delivery fate = flow.keepAlive(now) ? Delivery.ARRIVES : flow.carry(now);
      if (fate != Delivery.ARRIVES) {
        return fate + " at " + flow.gateway().name();
      }
    }
    return "ARRIVES";
  }

  private static Flow at(String gateway, List<Flow> flows) {
    return flows.get(gateway.equals("C") ? 0 : 1);
  }

  private static void end(List<Flow> flows, Instant now) {
    flows.forEach(flow -> flow.end(false, now));
  }

  private static NatTable gateway(ForwardingPath path, String name) {
    return path.gateways().stream().filter(g -> g.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aSegmentInTimeKeepsItAlive() {
    ForwardingPath path = path(c -> c, s -> s.idleTimeouts(FIVE_MINUTES));
    List<Flow> flow = connect(path, 1, true, at(0));

    assertThat(carry(flow, Party.CLIENT, at(299))).isEqualTo("ARRIVES");
    assertThat(carry(flow, Party.SERVER, at(598))).isEqualTo("ARRIVES");
    assertThat(carry(flow, Party.SERVER, at(898))).isEqualTo("LOST at S");
    assertThat(carry(flow, Party.CLIENT, at(898))).isEqualTo("LOST at S");
    assertThat(log).containsExactly("C mapping opened", "S forgot 1, IDLE, idle 300 s, 0 s ago");
  }

  @Test
  void whatIsForgottenStaysForgotten() {
    ForwardingPath path = path(c -> c, s -> s.idleTimeouts(FIVE_MINUTES));
    List<Flow> flow = connect(path, 1, true, at(0));

    path.expire(at(400));
    assertThat(carry(flow, Party.CLIENT, at(400))).isEqualTo("LOST at S");
    assertThat(carry(flow, Party.CLIENT, at(401))).isEqualTo("LOST at S");
    path.expire(at(402));
    assertThat(log).containsExactly("C mapping opened", "S forgot 1, IDLE, idle 300 s, 100 s ago");
  }

  @Test
  void theFirstGatewayOnTheWayThatForgotIsTheEnd() {
    ForwardingPath path =
        path(
            c -> c.idleTimeouts(FIVE_MINUTES.withAfterwards(Refusal.REJECT)),
            s -> s.idleTimeouts(FIVE_MINUTES));
    List<Flow> flow = connect(path, 1, true, at(0));

    assertThat(carry(flow, Party.CLIENT, at(300))).isEqualTo("RESET at C");
    assertThat(carry(flow, Party.SERVER, at(300))).isEqualTo("LOST at S");
  }

  @Test
  void aSegmentKeepsItAliveAtTheGatewaysThatItGetsTo() {
    ForwardingPath path =
        path(
            c -> c.idleTimeouts(FIVE_MINUTES),
            s -> s.idleTimeouts(FIVE_MINUTES.withEstablished(Duration.ofMinutes(2))));
    List<Flow> flow = connect(path, 1, true, at(0));

    assertThat(carry(flow, Party.CLIENT, at(200))).isEqualTo("LOST at S");
    assertThat(carry(flow, Party.CLIENT, at(400))).isEqualTo("LOST at S");
    assertThat(carry(flow, Party.SERVER, at(690))).isEqualTo("LOST at S");
    assertThat(carry(flow, Party.CLIENT, at(700))).isEqualTo("LOST at C");
    assertThat(log)
        .contains(
            "S forgot 1, IDLE, idle 120 s, 80 s ago", "C forgot 1, IDLE, idle 300 s, 0 s ago");
  }

  @Test
  void aForgottenConnectionHasNoMapping() {
    ForwardingPath path = path(c -> c.idleTimeouts(FIVE_MINUTES), s -> s);
    List<Flow> flow = connect(path, 1, true, at(0));
    path.expire(at(300));

    assertThat(log)
        .containsExactly(
            "C mapping opened", "C forgot 1, IDLE, idle 300 s, 0 s ago", "C mapping closed");
    assertThat(carry(flow, Party.SERVER, at(301))).isEqualTo("LOST at C");
    Route again = route(path, CLIENT.withPort(5001), CONTROL, at(302));
    assertThat(again.hops().get(0).translatedSource().port()).isEqualTo(5001);
  }

  @Test
  void theEndOfAForgottenConnectionTakesNoOtherMappingWithIt() {
    ForwardingPath path = path(c -> c.idleTimeouts(FIVE_MINUTES), s -> s);
    Route.Delivered first = (Route.Delivered) route(path, CLIENT, CONTROL, at(0));
    List<Flow> flow = first.establish(1, true, at(0));
    path.expire(at(300));
    List<Flow> second = first.establish(2, true, at(301));
    end(flow, at(301));

    assertThat(log).last().isEqualTo("C mapping opened");
    assertThat(carry(second, Party.SERVER, at(302))).isEqualTo("ARRIVES");
  }

  @Test
  void transfersAreNotIdleWhileTimeIsAdvanced() {
    ForwardingPath path = path(c -> c, s -> s.idleTimeouts(FIVE_MINUTES));
    List<Flow> control = connect(path, 1, true, at(0));
    List<Flow> data = connect(path, 2, false, at(10));
    path.busyUntil(at(370));

    assertThat(carry(data, Party.SERVER, at(371))).isEqualTo("ARRIVES");
    assertThat(carry(control, Party.SERVER, at(371))).isEqualTo("LOST at S");
    assertThat(log).last().isEqualTo("S forgot 1, IDLE, idle 300 s, 70 s ago");
  }

  @Test
  void expiringWhatIsIdleSparesTransfers() {
    ForwardingPath path = path(c -> c, s -> s);
    List<Flow> control = connect(path, 1, true, at(0));
    List<Flow> data = connect(path, 2, false, at(0));
    gateway(path, "S").expireIdle(at(7));

    assertThat(carry(control, Party.CLIENT, at(8))).isEqualTo("LOST at S");
    assertThat(carry(data, Party.CLIENT, at(8))).isEqualTo("ARRIVES");
    assertThat(log).last().isEqualTo("S forgot 1, EXPIRED, idle 7 s, 0 s ago");
  }

  // What a control connection announced -----------------------------------------------------------

  private static void expect(String gateway, List<Flow> master, int port, Instant now) {
    boolean atServer = gateway.equals("S");
    Endpoint outside = atServer ? CONTROL.withPort(port) : Endpoint.of("198.51.100.2", port);
    Endpoint inside = atServer ? Endpoint.of("10.0.1.121", port) : CLIENT.withPort(port);
    Endpoint from = atServer ? Endpoint.of("198.51.100.2", 0) : CONTROL;
    Pinhole pinhole = new Pinhole(from.address(), outside, from.address(), inside);
    assertThat(at(gateway, master).expect(pinhole, now)).hasValue(port);
  }

  private static String comesIn(ForwardingPath path, String gateway, int port, Instant now) {
    boolean atServer = gateway.equals("S");
    NatDecision decision =
        gateway(path, gateway)
            .inbound(
                atServer ? Endpoint.of("198.51.100.2", 9) : CONTROL.withPort(20),
                atServer ? CONTROL.withPort(port) : Endpoint.of("198.51.100.2", port),
                now);
    return decision.reason().name();
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "S"})
  void aControlConnectionThatIsIdleForTooLongTakesItsPinholeAlong(String gateway) {
    ForwardingPath path =
        path(c -> c.idleTimeouts(FIVE_MINUTES), s -> s.idleTimeouts(FIVE_MINUTES));
    List<Flow> idle = connect(path, 1, true, at(0));
    List<Flow> other = connect(path, 2, true, at(0));
    expect(gateway, idle, 3846, at(0));
    // Its lifetime is 300 s as well; this one was opened later, and its control connection spoke.
    assertThat(carry(other, Party.CLIENT, at(100))).isEqualTo("ARRIVES");
    expect(gateway, other, 3847, at(100));
    expect(gateway, idle, 3848, at(100));

    assertThat(comesIn(path, gateway, 3848, at(299))).isEqualTo("PINHOLE");
    assertThat(comesIn(path, gateway, 3848, at(300))).isNotEqualTo("PINHOLE");
    assertThat(comesIn(path, gateway, 3847, at(399))).isEqualTo("PINHOLE");
    assertThat(log).contains(gateway + " pinhole forgotten");
  }

  @Test
  void aPinholeThatExpiredBeforeItsControlConnectionWasForgottenHasExpired() {
    ForwardingPath path =
        path(c -> c, s -> s.idleTimeouts(FIVE_MINUTES).pinholeLifetime(Duration.ofSeconds(60)));
    expect("S", connect(path, 1, true, at(0)), 3846, at(0));
    path.expire(at(1000));

    assertThat(log)
        .containsSubsequence("S forgot 1, IDLE, idle 300 s, 700 s ago")
        .contains("S pinhole expired");
    assertThat(log).doesNotContain("S pinhole forgotten");
  }

  @Test
  void aPinholeThatWouldHaveExpiredAfterItsControlConnectionWasForgottenWasForgotten() {
    ForwardingPath path = path(c -> c, s -> s.idleTimeouts(FIVE_MINUTES));
    expect("S", connect(path, 1, true, at(0)), 3846, at(10));
    path.busyUntil(at(1000));

    assertThat(log).contains("S pinhole forgotten").doesNotContain("S pinhole expired");
  }

  @Test
  void thePinholesOfControlConnectionsThatAreToldToBeIdleAreForgottenAtThatGateway() {
    ForwardingPath path = path(c -> c, s -> s);
    List<Flow> first = connect(path, 1, true, at(0));
    List<Flow> second = connect(path, 2, true, at(0));
    expect("C", first, 3846, at(0));
    expect("S", first, 3846, at(0));
    expect("S", second, 3847, at(0));
    gateway(path, "S").expireIdle(at(1));

    assertThat(comesIn(path, "S", 3846, at(1))).isEqualTo("NO_MAPPING");
    assertThat(comesIn(path, "S", 3847, at(1))).isEqualTo("NO_MAPPING");
    assertThat(comesIn(path, "C", 3846, at(1))).isEqualTo("PINHOLE");
  }

  @Test
  void aDataConnectionThatIsForgottenTakesNoPinholeWithIt() {
    ForwardingPath path = path(c -> c, s -> s.idleTimeouts(FIVE_MINUTES));
    List<Flow> data = connect(path, 2, false, at(0));
    List<Flow> control = connect(path, 1, true, at(200));
    expect("S", control, 3846, at(200));

    assertThat(carry(data, Party.CLIENT, at(400))).isEqualTo("LOST at S");
    assertThat(comesIn(path, "S", 3846, at(400))).isEqualTo("PINHOLE");
  }

  /** It was on its way when the gateway forgot, and is lost there. */
  @Test
  void whatAForgottenControlConnectionAnnouncesIsNotExpected() {
    ForwardingPath path = path(c -> c, s -> s);
    List<Flow> control = connect(path, 1, true, at(0));
    gateway(path, "S").expireIdle(at(1));
    Endpoint outside = CONTROL.withPort(3846);
    Pinhole pinhole =
        new Pinhole(
            Ipv4.of("198.51.100.2"),
            outside,
            Ipv4.of("198.51.100.2"),
            Endpoint.of("10.0.1.121", 3846));

    assertThat(at("S", control).expect(pinhole, at(2))).isEmpty();
  }

  @Test
  void aPinholeOutlivesAControlConnectionThatEndedBeforeTheOthersAreForgotten() {
    ForwardingPath path = path(c -> c, s -> s);
    Route.Delivered route = (Route.Delivered) route(path, CLIENT, CONTROL, at(0));
    List<Flow> control = route.establish(1, true, at(0));
    expect("S", control, 3846, at(0));
    end(control, at(1));

    assertThat(comesIn(path, "S", 3846, at(120))).isEqualTo("PINHOLE");
    assertThat(comesIn(path, "S", 3846, at(121))).isEqualTo("NO_MAPPING");
  }

  @Test
  void aRebootForgetsEverythingAndLetsNewConnectionsIn() {
    ForwardingPath path = path(c -> c, s -> s);
    List<Flow> control = connect(path, 1, true, at(0));
    List<Flow> data = connect(path, 2, false, at(0));
    gateway(path, "S").forgetAll(Forgetting.REBOOT, at(1));

    assertThat(carry(control, Party.CLIENT, at(2))).isEqualTo("LOST at S");
    assertThat(carry(data, Party.SERVER, at(2))).isEqualTo("LOST at S");
    assertThat(carry(connect(path, 3, true, at(3)), Party.CLIENT, at(4))).isEqualTo("ARRIVES");
  }

  @Test
  void aGatewayWithAnotherAddressIsNotFoundAtTheOldOne() {
    ForwardingPath path = path(c -> c, s -> s);
    List<Flow> flow = connect(path, 1, true, at(0));
    gateway(path, "S").renumber(Ipv4.of("203.0.113.99"), at(1));

    assertThat(carry(flow, Party.CLIENT, at(2))).isEqualTo("LOST at S");
    assertThat(route(path, CLIENT, CONTROL, at(2)))
        .isInstanceOfSatisfying(
            Route.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_ROUTE));
    assertThat(route(path, CLIENT, Endpoint.of("203.0.113.99", 21), at(2)))
        .isInstanceOf(Route.Delivered.class);
  }

  @Test
  void aFullTableDropsWhatIsNewUntilOneEnds() {
    ForwardingPath path = path(c -> c, s -> s.connectionLimit(2));
    List<Flow> first = connect(path, 1, true, at(0));
    Route.Delivered second = (Route.Delivered) route(path, CLIENT, CONTROL, at(0));
    List<Flow> flow = second.establish(2, true, at(0));

    assertThat(refusal(route(path, CLIENT.withPort(7), CONTROL, at(1))))
        .isEqualTo("DROP S TABLE_FULL");
    assertThat(carry(first, Party.CLIENT, at(1))).isEqualTo("ARRIVES");
    end(flow, at(1));
    assertThat(route(path, CLIENT.withPort(7), CONTROL, at(1))).isInstanceOf(Route.Delivered.class);
  }

  @Test
  void halfOpenConnectionsAreLimitedForAsLongAsTheyAreRemembered() {
    ForwardingPath path =
        path(
            c ->
                c.halfOpenLimit(2)
                    .idleTimeouts(IdleTimeouts.RFC_5382.withTransitory(Duration.ofSeconds(30))),
            s -> s);
    Endpoint silent = CONTROL.withPort(9);
    route(path, CLIENT, silent, at(0)).attempted(at(0));
    assertThat(refusal(route(path, CLIENT, silent, at(5)))).isEqualTo("DROP S NO_MAPPING");
    route(path, CLIENT, silent, at(10)).attempted(at(10));

    assertThat(refusal(route(path, CLIENT, CONTROL, at(11))))
        .isEqualTo("DROP C TOO_MANY_HALF_OPEN");
    assertThat(route(path, CLIENT, CONTROL, at(30))).isInstanceOf(Route.Delivered.class);
  }

  @Test
  void anAttemptThatIsAnsweredIsNotHalfOpen() {
    ForwardingPath path = path(c -> c.halfOpenLimit(1), s -> s.unmappedPorts(Refusal.REJECT));
    route(path, CLIENT, CONTROL.withPort(9), at(0)).attempted(at(0));

    assertThat(route(path, CLIENT, CONTROL, at(0))).isInstanceOf(Route.Delivered.class);
  }

  private static String refusal(Route route) {
    Route.Refused refused = (Route.Refused) route;
    return refused.answer() + " " + refused.decidedBy() + " " + refused.reason();
  }
}
