package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.assertSays;
import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.TableChange;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several gateways, or who else, stood in the way in passive mode. */
class PassiveGatewayTest {

  private static final Forward CONTROL = Forward.controlPort();
  private static final Forward PASSIVE = Forward.passivePorts();

  @Test
  void theClientsGatewayIsNotToldToForwardTheServersPorts() {
    assertSays(
        Story.behindClientNat(nat -> nat)
            .logsIn()
            .pasv("198,51,100,1,15,6")
            .clientFails("198.51.100.1", 3846, "client NAT", Reason.NO_MAPPING),
        Cause.DATA_CONNECTION_FAILED,
        "The client followed the server's 227 to 198.51.100.1:3846, but client NAT didn't let it"
            + " through: no mapping for this port of the public address.");
  }

  private static Gateway gateway(
      String name, String publicAddress, String inside, List<Forward> forwards) {
    return Gateway.builder()
        .name(name)
        .publicAddress(publicAddress)
        .insideNetwork(inside)
        .forwards(forwards)
        .build();
  }

  private static Topology nested(List<Forward> outer, List<Forward> inner) {
    return Topology.builder()
        .clientAddress("198.51.100.2")
        .serverGateway(gateway("inner NAT", "10.0.0.7", "10.0.1.0/24", inner))
        .serverGateway(gateway("outer NAT", "203.0.113.7", "10.0.0.0/24", outer))
        .server(
            server ->
                server.address("10.0.1.121").passivePorts(3846, 3855).advertisePublicAddress())
        .build();
  }

  @Test
  void gatewaysThatForwardPartOfTheRangeHaveTheirCommonPortsNamed() {
    Diagnosis diagnosis =
        diagnosis(
            Story.within(
                    nested(
                        List.of(CONTROL, Forward.ports(3846, 3850)),
                        List.of(CONTROL, Forward.ports(3849, 3855))))
                .logsIn()
                .pasv("203,0,113,7,15,6")
                .said("QUIT", 221, "Bye."));

    assertThat(diagnosis.cause()).isEqualTo(Cause.PASSIVE_PORT_NOT_FORWARDED);
    assertThat(diagnosis.sentence())
        .contains("inner NAT forwards only ports 3849-3855 of the server's passive ports");
    assertThat(diagnosis.waysOut().subList(0, 2))
        .extracting(WayOut::sentence)
        .containsExactly(
            "Forward the server's passive ports, 3846-3855, to the same ports at inner NAT and outer"
                + " NAT.",
            "Let the server take only passive ports that are forwarded: 3849-3850"
                + " (Server.Builder.passivePorts).");
  }

  /** The outer gateway sends another port to the inner one, at which that had a pinhole. */
  @Test
  void thePinholeOfTheInnerGatewayIsAtThePortThatTheOuterOneSendsTo() {
    Endpoint outer = Endpoint.of("203.0.113.7", 3846);
    Endpoint inner = Endpoint.of("10.0.0.7", 4000);
    Endpoint client = Endpoint.of("198.51.100.2", 50001);
    Endpoint server = Endpoint.of("10.0.1.121", 3846);
    Hop hop = new Hop("outer NAT", client, outer, client, inner, Reason.PINHOLE);

    assertSays(
        Story.within(nested(List.of(CONTROL), List.of(CONTROL)))
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .happens(
                at -> new TableChange(at, "inner NAT", Entry.PINHOLE, Change.OPENED, inner, server))
            .happens(
                at -> new TableChange(at, "inner NAT", Entry.PINHOLE, Change.USED, inner, server))
            .happens(
                at ->
                    new ConnectionAttempt(
                        at,
                        2,
                        Party.CLIENT,
                        client,
                        outer,
                        List.of(hop),
                        Outcome.DROPPED,
                        Place.gateway("inner NAT"),
                        Reason.NO_MAPPING,
                        Optional.empty())),
        Cause.PINHOLE_GONE,
        "The client followed the server's 227 to 203.0.113.7:3846, where the ALG of inner NAT had"
            + " opened a pinhole, but that was used up by another connection.");
  }

  @Test
  void theGatewayThatForwardsNothingIsTheOneThatIsNamed() {
    Story story =
        Story.within(nested(List.of(CONTROL, PASSIVE), List.of(CONTROL)))
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .said("QUIT", 221, "Bye.");

    assertSays(
        story,
        Cause.PASSIVE_PORT_NOT_FORWARDED,
        "The server's 227 led to 203.0.113.7:3846, which the client didn't try, but inner NAT"
            + " forwards only port 21, and has no ALG that would open the port.");
    assertThat(diagnosis(story).waysOut().get(0).gateways()).containsExactly("inner NAT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "LINK_DOWN | DATA_CONNECTION_FAILED | the link didn't let it through: the link is switched"
            + " off.",
        "FILTERED | DATA_CONNECTION_FAILED | the link didn't let it through: the mapping's filter"
            + " doesn't admit this source.",
        "PORTS_EXHAUSTED | NAT_PORTS_EXHAUSTED | the link has no port left for another"
            + " connection.",
        "ENVIRONMENT_CLOSED | ENVIRONMENT_CLOSED | the environment was closed by then."
      })
  void whatNoSettingOfTheServersGatewaysExplains(Reason reason, Cause cause, String end) {
    assertSays(
        Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress())
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .clientFails("203.0.113.7", 3846, "the link", reason),
        cause,
        "The client followed the server's 227 to 203.0.113.7:3846, but " + end);
  }
}
