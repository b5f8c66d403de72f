package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.assertSays;
import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static dev.ftpnat.trace.diagnosis.Diagnoses.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which port the reply named in passive mode, what the gateways forward, and what is said of it.
 */
class PassivePortTest {

  // Ports -------------------------------------------------------------------------------------

  @Test
  void whatAGatewayForwardsIsTold() {
    assertSays(
        Story.of(
                nat ->
                    nat.forward(
                            Forward.ports(new PortRange(40000, 40009), new PortRange(3846, 3855)))
                        .forward(Forward.ports(8021, 8021)),
                server -> server.passivePorts(3846, 3855).advertisePublicAddress())
            .logsIn()
            .pasv("203,0,113,7,15,8")
            .clientFails("203.0.113.7", 3850, "server NAT", Reason.NO_MAPPING),
        Cause.PASSIVE_PORT_NOT_FORWARDED,
        "The client went to 203.0.113.7:3850, though the server's 227 led to 203.0.113.7:3848, but"
            + " server NAT forwards only ports 21, 40000-40009 (to 3846-3855), 8021, and has no ALG"
            + " that would open the port.");
  }

  @Test
  void aGatewayThatForwardsNothingIsToldToForwardWhatIsNeeded() {
    Story story =
        Story.of(
                nat -> nat.forwards(List.of()),
                server -> server.passivePorts(3846, 3855).advertisePublicAddress())
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING);

    assertSays(
        story,
        Cause.PASSIVE_PORT_NOT_FORWARDED,
        "The client followed the server's 227 to 203.0.113.7:3846, but server NAT forwards nothing,"
            + " and has no ALG that would open the port.");
    assertThat(diagnosis(story).waysOut().get(0).sentence())
        .isEqualTo(
            "Forward the server's passive ports, 3846-3855, to the same ports at server NAT.");
  }

  @Test
  void aPortThatIsForwardedToItselfIsNotTakenForATranslatedOne() {
    Story story =
        Story.of(
                nat -> nat.forward(Forward.ports(3846, 3847)),
                server -> server.passivePorts(3846, 3855).advertisePublicAddress())
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .onTheWire("227 Entering Passive Mode (203,0,113,7,15,10).")
            .clientFails("203.0.113.7", 3850, "server NAT", Reason.NO_MAPPING);

    assertSays(
        story,
        Cause.PASSIVE_PORT_NOT_FORWARDED,
        "The client followed the server's 227 to 203.0.113.7:3850, but server NAT forwards only"
            + " ports 3846-3847 of the server's passive ports, 3846-3855, and has no ALG that would"
            + " open the port.");
    assertThat(kinds(diagnosis(story)))
        .startsWith(Kind.FORWARD_PASSIVE_PORTS, Kind.NARROW_PASSIVE_RANGE);
  }

  @Test
  void thatEpsvIsRefusedIsConsideredWhereTheAddressIsWrongAsWell() {
    Story story =
        Story.of(nat -> nat, server -> server.refuse("EPSV"))
            .logsIn()
            .pasv("10,0,1,121,15,6")
            .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION);

    WayOut first = diagnosis(story).waysOut().get(0);
    assertThat(first.kind()).isEqualTo(Kind.FORWARD_PASSIVE_PORTS);
    assertThat(first.with())
        .containsExactly(Kind.ANNOUNCE_PUBLIC_ADDRESS, Kind.USE_CONTROL_ADDRESS);
    assertThat(first.sentence())
        .contains("or the client use the control connection's address")
        .doesNotContain("EPSV");
  }

  @Test
  void aSinglePortIsNotCalledPorts() {
    assertSays(
        Story.of(
                nat -> nat.forward(Forward.ports(3846, 3846)),
                server -> server.passivePorts(3846, 3855).advertisePublicAddress())
            .logsIn()
            .pasv("203,0,113,7,15,7")
            .clientFails("203.0.113.7", 3847, "server NAT", Reason.NO_MAPPING),
        Cause.PASSIVE_PORT_NOT_FORWARDED,
        "The client followed the server's 227 to 203.0.113.7:3847, but server NAT forwards only"
            + " port 3846 of the server's passive ports, 3846-3855, and has no ALG that would open"
            + " the port.");
  }

  @Test
  void anAlgThatDoesNotKnowEpsvWouldNotHaveReadItUnderTlsEither() {
    assertSays(
        Story.of(nat -> nat.alg(AlgBehavior.EPSV_BLIND))
            .logsInUnderTls()
            .epsv(3846)
            .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING),
        Cause.EPSV_PORT_NOT_OPENED,
        "The client followed the server's 229 to 203.0.113.7:3846, but server NAT had opened no"
            + " such port: its ALG doesn't know EPSV, and couldn't read it under TLS.");
  }

  // Pinholes ----------------------------------------------------------------------------------

  private static Story pinhole() {
    return Story.of(nat -> nat.alg(AlgBehavior.NETFILTER))
        .logsIn()
        .epsv(3846)
        .pinhole(Change.OPENED, 3846);
  }

  @Test
  void aPinholeThatExpiredLaterWasNotGone() {
    assertThat(
            diagnosis(
                    pinhole()
                        .clientFails("203.0.113.7", 3846, "server NAT", Reason.FILTERED)
                        .pinhole(Change.EXPIRED, 3846))
                .cause())
        .isEqualTo(Cause.PASSIVE_PORT_NOT_FORWARDED);
  }

  @Test
  void thatAnotherConnectionWasForgottenDoesNotExplainAPinholeThatIsGone() {
    assertSays(
        pinhole()
            .happens(
                at ->
                    new ConnectionForgotten(
                        at, 99, "server NAT", Forgetting.IDLE, Duration.ofSeconds(300)))
            .pinhole(Change.FORGOTTEN, 3846)
            .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING),
        Cause.PINHOLE_GONE,
        "The client followed the server's 229 to 203.0.113.7:3846, where the ALG of server NAT had"
            + " opened a pinhole, but that was forgotten with everything else that the gateway"
            + " knew.");
  }

  // Active mode as a way out ------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | PORT | USE_EPRT | since it is not behind a NAT",
        "false | EPRT | USE_PORT | since it is not behind a NAT",
        "true | PORT | USE_EPRT | since the ALG of its NAT knows EPRT",
        "true | EPRT | USE_PORT | since the ALG of its NAT knows PORT"
      })
  void activeModeIsAdvisedAsTheServerAndTheClientsNatKnowIt(
      boolean behindNat, String refused, Kind kind, String why) {
    Topology.Builder topology =
        Topology.builder()
            .clientAddress("192.168.1.2")
            .server(server -> server.address("203.0.113.7").refuse(refused));
    if (behindNat) {
      topology.clientGateway(
          Gateway.builder().publicAddress("198.51.100.1").alg(AlgBehavior.NETFILTER).build());
    }
    Diagnosis diagnosis =
        diagnosis(
            Story.within(topology.build())
                .logsIn()
                .said("PASV", 425, "Can't open passive connection: all in use."));

    assertThat(diagnosis.cause()).isEqualTo(Cause.PASSIVE_PORTS_EXHAUSTED);
    Optional<WayOut> active =
        diagnosis.waysOut().stream()
            .filter(way -> way.sentence().contains("active mode"))
            .findAny();
    assertThat(active.map(WayOut::kind)).contains(kind);
    assertThat(active.orElseThrow().sentence()).contains(why);
    assertThat(kinds(diagnosis))
        .containsExactly(Kind.WIDEN_PASSIVE_RANGE, Kind.CLOSE_BEFORE_OPENING, kind);
  }
}
