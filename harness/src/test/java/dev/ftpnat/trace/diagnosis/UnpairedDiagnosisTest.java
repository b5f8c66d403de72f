package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import org.junit.jupiter.api.Test;

/** Which address a client knows its server by, if the server's NAT has several. */
class UnpairedDiagnosisTest {

  private static final Topology NETWORK =
      Topology.builder()
          .clientAddress("192.168.1.2")
          .clientGateway(
              Gateway.builder()
                  .name("client NAT")
                  .publicAddress("198.51.100.1")
                  .insideNetwork("192.168.1.0/24")
                  .build())
          .serverGateway(
              Gateway.builder()
                  .name("server NAT")
                  .publicAddress("203.0.113.7")
                  .furtherAddresses("203.0.113.8")
                  .addressPooling(AddressPooling.ARBITRARY)
                  .insideNetwork("10.0.1.0/24")
                  .forwardControlPort()
                  .build())
          .server(server -> server.address("10.0.1.121").advertisePublicAddress())
          .build();

  /** Among connections that tell nothing about it, the server's gets this address. */
  private static Diagnosis comesFrom(String address) {
    Endpoint target = Endpoint.of("198.51.100.1", 50000);
    Endpoint inside = Endpoint.of("10.0.1.121", 20);
    return diagnosis(
        Story.within(NETWORK)
            .clientFails("203.0.113.9", 21, "internet", Reason.NO_ROUTE)
            .logsIn()
            .clientReaches("203.0.113.9", 3846)
            .said("PORT 198,51,100,1,195,80", 200, "Okay.")
            .sends("STOR report.csv")
            .answered(150, "Opening.")
            .attempt(
                Party.SERVER,
                inside,
                target,
                Outcome.DROPPED,
                "client NAT",
                Reason.NO_MAPPING,
                new Hop(
                    "server NAT",
                    inside,
                    target,
                    Endpoint.of(address, 20),
                    target,
                    Reason.MASQUERADED))
            .answered(425, "Can't open data connection.")
            .clientReaches("203.0.113.9", 21));
  }

  @Test
  void itIsTheOneOfTheControlConnection() {
    Diagnosis other = comesFrom("203.0.113.8");
    assertThat(other.cause()).isEqualTo(Cause.UNPAIRED_ADDRESS);
    assertThat(other.sentence()).contains("the address 203.0.113.8", "the server by 203.0.113.7");
  }

  @Test
  void nothingIsWrongWithThatOne() {
    assertThat(comesFrom("203.0.113.7").cause()).isEqualTo(Cause.ACTIVE_PORT_NOT_MAPPED);
  }
}
