package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.TraceEvent.AlgKind;
import dev.ftpnat.trace.event.TraceEvent.Change;
import dev.ftpnat.trace.event.TraceEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.TraceEvent.Forgetting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the reply led in passive mode, where the client went, and what is said of it. */
class PassiveDiagnosisTest {

  private static final String REPLY_READ = "227 Entering Passive Mode (10,0,1,121,15,6).";

  private static Story closed() {
    return Story.of(nat -> nat, server -> server.advertisePublicAddress());
  }

  private static Story announcing(String address) {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertise(address));
  }

  private static Diagnosis diagnosis(Story story) {
    return story.trace().diagnosis().orElseThrow();
  }

  private static void assertSays(Story story, Cause cause, String sentence) {
    Diagnosis diagnosis = diagnosis(story);
    assertThat(diagnosis.sentence()).isEqualTo(sentence);
    assertThat(diagnosis.cause()).isEqualTo(cause);
  }

  private static List<Kind> kinds(Diagnosis diagnosis) {
    return diagnosis.waysOut().stream().map(WayOut::kind).toList();
  }

  // Addresses that nobody else has ------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          # 227 leads to | the client goes to | and there is | cause                      | sentence
          224.0.0.1      |                    |              | WRONG_ADDRESS_ANNOUNCED    | The server's 227 led to 224.0.0.1:3846, a multicast or broadcast address, to which no connection can be made.
          224.0.0.1      | 224.0.0.1          | NOT_UNICAST  | WRONG_ADDRESS_ANNOUNCED    | The server's 227 led to 224.0.0.1:3846, a multicast or broadcast address, to which no connection can be made.
          224.0.0.1      | 255.255.255.255    | NOT_UNICAST  | WRONG_ADDRESS_ANNOUNCED    | The client went to 255.255.255.255:3846, a multicast or broadcast address, to which no connection can be made; the server's 227 led to 224.0.0.1:3846.
          203.0.113.70   | 203.0.113.71       | NO_ROUTE     | WRONG_ADDRESS_ANNOUNCED    | The client went to 203.0.113.71:3846, which no host has; the server's 227 led to 203.0.113.70:3846.
          203.0.113.70   |                    |              | WRONG_ADDRESS_ANNOUNCED    | The server's 227 led to 203.0.113.70:3846, and no host has this address.
          127.0.0.1      |                    |              | LOOPBACK_ADDRESS_ANNOUNCED | The server's 227 led to 127.0.0.1:3846, which to every host means itself; the client didn't try it.
          127.0.0.1      | 198.51.100.2       | OWN_HOST     | LOOPBACK_ADDRESS_ANNOUNCED | The server's 227 led to 127.0.0.1:3846, which to every host means itself. The client believed it and came back to its own host, at 198.51.100.2:3846, where no server listens.
          198.51.100.2   |                    |              | WRONG_ADDRESS_ANNOUNCED    | The server's 227 led to 198.51.100.2:3846, which is the client's own address; the client didn't try it.
          198.51.100.2   | 198.51.100.2       | OWN_HOST     | WRONG_ADDRESS_ANNOUNCED    | The server's 227 led to 198.51.100.2:3846, which is the client's own address. The client believed it and came back to its own host, where no server listens.
          198.51.100.2   | 127.0.0.1          | OWN_HOST     | WRONG_ADDRESS_ANNOUNCED    | The server's 227 led to 198.51.100.2:3846, which is the client's own address. The client believed it and came back to its own host, where no server listens.
          203.0.113.70   | 127.0.0.1          | OWN_HOST     | WRONG_ADDRESS_ANNOUNCED    | The client went to 127.0.0.1:3846, which is its own host, though the server's 227 led to 203.0.113.70:3846.
          """)
  void anAddressThatIsNotTheServers(
      String announced, String target, Reason reason, Cause cause, String sentence) {
    Story story = announcing(announced).logsIn().pasv(announced.replace('.', ',') + ",15,6");
    if (target == null) {
      story.said("QUIT", 221, "Bye.");
    } else {
      story.tries(Party.CLIENT, target, 3846, Outcome.UNREACHABLE, "client", reason);
    }

    assertSays(story, cause, sentence);
    assertThat(kinds(diagnosis(story)))
        .contains(Kind.ANNOUNCE_PUBLIC_ADDRESS, Kind.USE_CONTROL_ADDRESS, Kind.USE_EPSV);
  }

  /** There 127.0.0.1 is the client itself, and other addresses of 127/8 are hosts. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, LOOPBACK_ADDRESS_ANNOUNCED",
    "0.0.0.0, LOOPBACK_ADDRESS_ANNOUNCED",
    "127.0.9.9, WRONG_ADDRESS_ANNOUNCED",
    "127.0.5.1, CLIENT_IGNORED_REPLY"
  })
  void amongLoopbackAddressesOnlySomeAreTheClientsOwn(String announced, Cause cause) {
    Story story =
        Story.within(
                Topology.builder()
                    .vantage(Vantage.LOOPBACK)
                    .clientAddress("127.0.6.1")
                    .server(server -> server.address("127.0.5.1"))
                    .build())
            .logsIn()
            .pasv(announced.replace('.', ',') + ",15,6")
            .said("QUIT", 221, "Bye.");

    assertThat(diagnosis(story).cause()).isEqualTo(cause);
    assertThat(diagnosis(story).sentence())
        .startsWith("The server's 227 led to " + announced + ":3846, ");
  }

  @Test
  void aPortThatTheServerDidNotAnnounceIsClosed() {
    assertSays(
        Story.within(
                Topology.builder()
                    .clientAddress("198.51.100.2")
                    .server(server -> server.address("203.0.113.7"))
                    .build())
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .onTheWire("227 Entering Passive Mode (203,0,113,7,15,10).")
            .said("QUIT", 221, "Bye."),
        Cause.PASSIVE_PORT_CLOSED,
        "The server's 227 led to 203.0.113.7:3850, which the client didn't try, but the server"
            + " doesn't listen there any more, or never did.");
  }

  // Private addresses -------------------------------------------------------------------------

  @Test
  void aPrivateAddressThatNoNetworkOnTheWayCarriesIsThatOfTheServer() {
    assertSays(
        Story.of(nat -> nat.forwardPassivePorts())
            .logsIn()
            .pasv("10,0,1,121,15,6")
            .tries(
                Party.CLIENT, "10.0.1.121", 3846, Outcome.UNREACHABLE, "internet", Reason.NO_ROUTE),
        Cause.PRIVATE_ADDRESS_FOLLOWED,
        "The client believed the server's 227 and went to 10.0.1.121:3846, which is private to the"
            + " network behind server NAT. No ALG at server NAT rewrites the address.");
  }

  @Test
  void aClientThatGoesToAPrivateAddressOnItsOwnIsToldWhereTheReplyLed() {
    assertSays(
        closed()
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION),
        Cause.PRIVATE_ADDRESS_FOLLOWED,
        "The client went to 10.0.1.121:3846, though the server's 227 led to 203.0.113.7:3846. The"
            + " address is private to the network behind server NAT. No ALG at server NAT rewrites"
            + " the address.");
  }

  @Test
  void aGatewayThatTheTopologyDoesNotDescribeIsNamedAsItIs() {
    assertSays(
        Story.of(nat -> nat)
            .logsIn()
            .pasv("10,0,1,121,15,6")
            .clientFails("10.0.1.121", 3846, "a router", Reason.PRIVATE_DESTINATION),
        Cause.PRIVATE_ADDRESS_FOLLOWED,
        "The client believed the server's 227 and went to 10.0.1.121:3846, which is private to the"
            + " network behind a router.");
  }

  @Test
  void whatTheAlgLeftAloneBeforeDoesNotCountForThisReply() {
    assertSays(
        Story.of(nat -> nat.alg(AlgBehavior.NETFILTER))
            .logsIn()
            .pasv("10,0,1,121,15,6")
            .onTheWire(REPLY_READ)
            .alg(AlgKind.LEFT_ALONE, Party.SERVER, REPLY_READ, "has no free port")
            .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION)
            .pasv("10,0,1,121,15,6")
            .onTheWire(REPLY_READ)
            .alg(AlgKind.TRANSLATED, Party.SERVER, REPLY_READ, "")
            .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION),
        Cause.PRIVATE_ADDRESS_FOLLOWED,
        "The client believed the server's 227 and went to 10.0.1.121:3846, which is private to the"
            + " network behind server NAT. The ALG of server NAT did not rewrite the address.");
  }

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

  // Other gateways ----------------------------------------------------------------------------

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

  @Test
  void theInnerGatewayIsAskedForThePortAtWhichTheConnectionComesToIt() {
    Topology nested =
        Topology.builder()
            .clientAddress("198.51.100.2")
            .serverGateway(
                Gateway.builder()
                    .name("inner NAT")
                    .publicAddress("10.0.0.7")
                    .insideNetwork("10.0.1.0/24")
                    .forwardControlPort()
                    .build())
            .serverGateway(
                Gateway.builder()
                    .name("outer NAT")
                    .publicAddress("203.0.113.7")
                    .insideNetwork("10.0.0.0/24")
                    .forwardControlPort()
                    .forwardPassivePorts()
                    .build())
            .server(
                server ->
                    server.address("10.0.1.121").passivePorts(3846, 3855).advertisePublicAddress())
            .build();
    Story story = Story.within(nested).logsIn().pasv("203,0,113,7,15,6").said("QUIT", 221, "Bye.");

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
        announcing("203.0.113.7")
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .clientFails("203.0.113.7", 3846, "the link", reason),
        cause,
        "The client followed the server's 227 to 203.0.113.7:3846, but " + end);
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
