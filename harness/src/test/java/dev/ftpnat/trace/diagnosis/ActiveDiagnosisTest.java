package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.assertSays;
import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static dev.ftpnat.trace.diagnosis.Diagnoses.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client announced in active mode, how far the server came, and what is said of it. */
class ActiveDiagnosisTest {

  private static final String OWN = "PORT 192,168,1,2,195,80";

  private static Story announcing(UnaryOperator<Gateway.Builder> nat, String command) {
    return Story.behindClientNat(nat).logsIn().said(command, 200, "Okay.");
  }

  private static Story refused(Story story, String address, String decidedBy, Reason reason) {
    return story
        .sends("LIST")
        .answered(150, "Opening.")
        .serverFails(address, 50000, decidedBy, reason)
        .answered(425, "Can't open data connection.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          # PORT leads to | by         | reason              | cause                      | the rest of the sentence
          192.168.1.2     | internet   | NO_ROUTE            | PRIVATE_ADDRESS_IN_PORT    | , which is private to the network behind client NAT. No ALG at client NAT rewrites the address.
          192.168.1.2     | a router   | PRIVATE_DESTINATION | PRIVATE_ADDRESS_IN_PORT    | , which is private to the network behind a router.
          203.0.113.99    | internet   | NO_ROUTE            | WRONG_ADDRESS_ANNOUNCED    | , and no host has this address.
          203.0.113.7     | server     | OWN_HOST            | WRONG_ADDRESS_ANNOUNCED    | , which is the server's own address, and so came back to its own host.
          0.0.0.0         | server     | OWN_HOST            | LOOPBACK_ADDRESS_ANNOUNCED | , which to every host means itself, and so came back to its own host.
          224.0.0.1       | server     | NOT_UNICAST         | WRONG_ADDRESS_ANNOUNCED    | , a multicast or broadcast address, to which no connection can be made.
          198.51.100.1    | client NAT | FILTERED            | ACTIVE_PORT_NOT_MAPPED     | , but client NAT doesn't let it in: the mapping's filter doesn't admit this source.
          198.51.100.1    | a router   | NO_MAPPING          | DATA_CONNECTION_FAILED     | , but a router didn't let it through: no mapping for this port of the public address.
          198.51.100.1    | client NAT | PORTS_EXHAUSTED     | NAT_PORTS_EXHAUSTED        | , but client NAT has no port left for another connection.
          198.51.100.1    | client NAT | TABLE_FULL          | TABLE_FULL                 | , but the table of client NAT had no room for another connection.
          198.51.100.1    | server     | ENVIRONMENT_CLOSED  | ENVIRONMENT_CLOSED         | , but the environment was closed by then.
          198.51.100.1    | link data  | LINK_DOWN           | DATA_CONNECTION_FAILED     | , but link data didn't let it through: the link is switched off.
          """)
  void whereTheServerCameTo(
      String address, String decidedBy, Reason reason, Cause cause, String end) {
    String command = "PORT " + address.replace('.', ',') + ",195,80";

    assertSays(
        refused(announcing(nat -> nat, command), address, decidedBy, reason),
        cause,
        "The server followed the client's PORT to " + address + ":50000" + end);
  }

  @Test
  void anAddressOfNobodyIsNotMadeRightByAnotherCommand() {
    Diagnosis behindNat =
        diagnosis(
            refused(
                announcing(nat -> nat, "PORT 203,0,113,99,195,80"),
                "203.0.113.99",
                "internet",
                Reason.NO_ROUTE));
    Diagnosis behindAlg =
        diagnosis(
            refused(
                announcing(nat -> nat.alg(AlgBehavior.NETFILTER), "PORT 203,0,113,99,195,80"),
                "203.0.113.99",
                "internet",
                Reason.NO_ROUTE));

    // The client's own address leads nowhere without an ALG.
    assertThat(kinds(behindNat))
        .contains(Kind.ANNOUNCE_OWN_PUBLIC_ADDRESS)
        .doesNotContain(Kind.ANNOUNCE_OWN_ADDRESS, Kind.USE_EPRT);
    assertThat(kinds(behindAlg)).contains(Kind.ANNOUNCE_OWN_ADDRESS).doesNotContain(Kind.USE_EPRT);
  }

  // Why the ALG did nothing -------------------------------------------------------------------

  @Test
  void anAlgThatDoesNotKnowTheCommandIsNoReasonToBlameTls() {
    Story story =
        refused(
            announcing(nat -> nat.alg(AlgBehavior.EPSV_BLIND), "EPRT |1|192.168.1.2|50000|"),
            "192.168.1.2",
            "client NAT",
            Reason.PRIVATE_DESTINATION);

    assertSays(
        story,
        Cause.PRIVATE_ADDRESS_IN_PORT,
        "The server followed the client's EPRT to 192.168.1.2:50000, which is private to the"
            + " network behind client NAT. The ALG of client NAT doesn't know EPRT.");
    assertThat(kinds(diagnosis(story))).contains(Kind.USE_PORT, Kind.TURN_ON_ALG);
  }

  @Test
  void anAlgThatWatchesAnotherPortIsNamed() {
    assertSays(
        refused(
            announcing(nat -> nat.alg(AlgBehavior.NETFILTER).algPorts(2121), OWN),
            "192.168.1.2",
            "client NAT",
            Reason.PRIVATE_DESTINATION),
        Cause.PRIVATE_ADDRESS_IN_PORT,
        "The server followed the client's PORT to 192.168.1.2:50000, which is private to the"
            + " network behind client NAT. The ALG of client NAT looks at control connections to port"
            + " 2121 only, and this one goes to port 21.");
  }

  private static Story alg(Story story, String gateway, AlgKind kind) {
    return story.happens(
        at ->
            new AlgAction(
                at, 1, gateway, Party.CLIENT, kind, OWN, "", Optional.empty(), "has no free port"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client NAT | LEFT_ALONE | 0 | left it alone: it has no free port",
        "client NAT | TRANSLATED | 0 | did not rewrite the address",
        "another NAT | LEFT_ALONE | 0 | did not rewrite the address",
        "client NAT | LEFT_ALONE | 5 | did not rewrite the address"
      })
  void whatTheAlgDidJustBeforeTheCommandCameToTheServerCounts(
      String gateway, AlgKind kind, int secondsBefore, String what) {
    Story story =
        alg(Story.behindClientNat(nat -> nat.alg(AlgBehavior.NETFILTER)).logsIn(), gateway, kind)
            .later(secondsBefore)
            .said(OWN, 200, "Okay.");

    assertSays(
        refused(story, "192.168.1.2", "client NAT", Reason.PRIVATE_DESTINATION),
        Cause.PRIVATE_ADDRESS_IN_PORT,
        "The server followed the client's PORT to 192.168.1.2:50000, which is private to the"
            + " network behind client NAT. The ALG of client NAT "
            + what
            + ".");
  }

  @Test
  void whatTheAlgDidAfterTheCommandIsOfAnotherOne() {
    Story story =
        alg(
            announcing(nat -> nat.alg(AlgBehavior.NETFILTER), OWN),
            "client NAT",
            AlgKind.LEFT_ALONE);

    assertThat(
            diagnosis(refused(story, "192.168.1.2", "client NAT", Reason.PRIVATE_DESTINATION))
                .sentence())
        .endsWith("The ALG of client NAT did not rewrite the address.");
  }

  // Nested gateways ---------------------------------------------------------------------------

  private static Gateway clientNat(String name, String publicAddress, String inside) {
    return Gateway.builder()
        .name(name)
        .publicAddress(publicAddress)
        .insideNetwork(inside)
        .alg(AlgBehavior.NETFILTER)
        .build();
  }

  /** The outer gateway translates the port, at which the inner one had a pinhole. */
  @Test
  void theInnerGatewaysPinholeIsTheOneAtWhichTheConnectionComesToIt() {
    Endpoint outer = Endpoint.of("198.51.100.1", 50000);
    Endpoint inner = Endpoint.of("100.64.0.7", 50007);
    Endpoint client = Endpoint.of("192.168.1.2", 50000);
    Endpoint server = Endpoint.of("203.0.113.7", 20);
    Topology nested =
        Topology.builder()
            .clientAddress("192.168.1.2")
            .clientGateway(clientNat("home NAT", "100.64.0.7", "192.168.1.0/24"))
            .clientGateway(clientNat("carrier NAT", "198.51.100.1", "100.64.0.0/10"))
            .server(described -> described.address("203.0.113.7"))
            .build();
    Story story =
        Story.within(nested)
            .logsIn()
            .happens(
                at -> new TableChange(at, "home NAT", Entry.PINHOLE, Change.OPENED, inner, client))
            .said("PORT 198,51,100,1,195,80", 200, "Okay.")
            .sends("LIST")
            .answered(150, "Opening.")
            .happens(
                at -> new TableChange(at, "home NAT", Entry.PINHOLE, Change.EXPIRED, inner, client))
            .happens(
                at ->
                    new ConnectionAttempt(
                        at,
                        2,
                        Party.SERVER,
                        server,
                        outer,
                        List.of(
                            new Hop("carrier NAT", server, outer, server, inner, Reason.PINHOLE)),
                        Outcome.DROPPED,
                        Place.gateway("home NAT"),
                        Reason.NO_MAPPING,
                        Optional.empty()))
            .answered(425, "Can't open data connection.");

    assertSays(
        story,
        Cause.PINHOLE_GONE,
        "The server followed the client's PORT to 198.51.100.1:50000, where the ALG of home NAT had"
            + " opened a pinhole, but that had expired.");
  }
}
