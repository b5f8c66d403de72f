package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.assertSays;
import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static dev.ftpnat.trace.diagnosis.Diagnoses.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose address the reply named in passive mode, where the client went, and what is said of it. */
class PassiveAddressTest {

  private static final String REPLY_READ = "227 Entering Passive Mode (10,0,1,121,15,6).";

  private static Story closed() {
    return Story.of(nat -> nat, server -> server.advertisePublicAddress());
  }

  private static Story announcing(String address) {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertise(address));
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
          10.7.7.7       | 10.7.7.7           | DECOY        | WRONG_ADDRESS_ANNOUNCED    | The client followed the server's 227 to 10.7.7.7:3846, where a decoy listens, and no server.
          127.0.0.1      | 127.0.0.1          | DECOY        | LOOPBACK_ADDRESS_ANNOUNCED | The client followed the server's 227 to 127.0.0.1:3846, where a decoy listens, and no server.
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
}
