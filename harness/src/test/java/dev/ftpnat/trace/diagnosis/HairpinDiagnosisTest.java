package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.assertSays;
import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static dev.ftpnat.trace.diagnosis.Diagnoses.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.Reason;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A client in the server's network, which goes to the public address. */
class HairpinDiagnosisTest {

  private static Topology network(
      UnaryOperator<Gateway.Builder> gateway, UnaryOperator<Server.Builder> server) {
    return Topology.builder()
        .clientAddress("10.0.1.11")
        .serverGateway(
            gateway
                .apply(
                    Gateway.builder()
                        .name("server NAT")
                        .publicAddress("203.0.113.7")
                        .insideNetwork("10.0.1.0/24")
                        .forwardControlPort())
                .build())
        .server(described -> server.apply(described.address("10.0.1.121")))
        .build();
  }

  private static Story announcing(Hairpinning hairpinning) {
    return Story.within(
            network(
                gateway -> gateway.forwardPassivePorts().hairpinning(hairpinning),
                Server.Builder::advertisePublicAddress))
        .connects(Endpoint.of("10.0.1.121", 21))
        .answered(220, "Service ready.")
        .pasv("203,0,113,7,15,6");
  }

  @Test
  void theServerAnsweredDirectly() {
    assertSays(
        announcing(Hairpinning.INTERNAL_SOURCE)
            .clientFails("203.0.113.7", 3846, "client", Reason.ANSWERED_DIRECTLY),
        Cause.NOT_HAIRPINNED,
        "The client followed the server's 227 to 203.0.113.7:3846, but server NAT led that back in"
            + " with the source that it had, and the server answered directly, from an address that"
            + " the client doesn't wait for.");
  }

  @Test
  void whatTheClientDidNotTryIsFoundOutFromTheSettings() {
    for (Hairpinning hairpinning :
        new Hairpinning[] {Hairpinning.NONE, Hairpinning.INTERNAL_SOURCE}) {
      assertThat(diagnosis(announcing(hairpinning).sends("QUIT").answered(221, "Bye.").hangsUp()))
          .extracting(Diagnosis::cause)
          .isEqualTo(Cause.NOT_HAIRPINNED);
    }
    assertThat(
            diagnosis(
                announcing(Hairpinning.EXTERNAL_SOURCE)
                    .sends("QUIT")
                    .answered(221, "Bye.")
                    .hangsUp()))
        .extracting(Diagnosis::cause)
        .isEqualTo(Cause.CLIENT_IGNORED_REPLY);
  }

  @Test
  void masqueradingLeadsBackInAsWell() {
    Story story =
        Story.within(
                network(
                    gateway ->
                        gateway
                            .forwardPassivePorts()
                            .hairpinning(Hairpinning.INTERNAL_SOURCE)
                            .masqueradesInbound(),
                    Server.Builder::advertisePublicAddress))
            .connects(Endpoint.of("10.0.1.121", 21))
            .answered(220, "Service ready.")
            .pasv("203,0,113,7,15,6")
            .sends("QUIT")
            .answered(221, "Bye.")
            .hangsUp();

    assertThat(diagnosis(story).cause()).isEqualTo(Cause.CLIENT_IGNORED_REPLY);
  }

  @Test
  void theServersOwnAddressIsOpenToAClientBesideIt() {
    Story story =
        Story.within(network(gateway -> gateway, server -> server))
            .connects(Endpoint.of("10.0.1.121", 21))
            .answered(220, "Service ready.")
            .pasv("10,0,1,121,15,6")
            .sends("QUIT")
            .answered(221, "Bye.")
            .hangsUp();

    assertThat(diagnosis(story).cause()).isEqualTo(Cause.CLIENT_IGNORED_REPLY);
  }

  private static Diagnosis control(
      UnaryOperator<Gateway.Builder> gateway, UnaryOperator<Server.Builder> server) {
    return diagnosis(
        Story.within(network(gateway, server))
            .clientFails("203.0.113.7", 21, "server NAT", Reason.NOT_HAIRPINNED));
  }

  @Test
  void aControlConnectionNeedsTheRestToWorkAsWell() {
    Diagnosis announced =
        control(Gateway.Builder::forwardPassivePorts, Server.Builder::advertisePublicAddress);
    assertThat(kinds(announced)).containsExactly(Kind.LEAD_BACK_IN, Kind.CONNECT_TO_SERVER);
    assertThat(announced.waysOut().get(0).with()).isEmpty();
    assertThat(announced.waysOut().get(1).with())
        .containsExactly(Kind.USE_EPSV, Kind.USE_CONTROL_ADDRESS, Kind.USE_PORT);
    assertThat(announced.waysOut().get(1))
        .hasToString(
            "Connect to the server's own address, 10.0.1.121:21, together with EPSV or PASV at the"
                + " control connection's address instead of that in 227 or active mode for data"
                + " connections.");

    Diagnosis unforwarded =
        control(gateway -> gateway, server -> server.advertise("203.0.113.7").refuse("EPSV"));
    assertThat(unforwarded.waysOut().get(0).with()).containsExactly(Kind.USE_PORT);
    assertThat(unforwarded.waysOut().get(1).with())
        .containsExactly(Kind.USE_CONTROL_ADDRESS, Kind.USE_PORT);

    Diagnosis own = control(gateway -> gateway, server -> server);
    assertThat(own.waysOut().get(1).with()).isEmpty();
    Diagnosis passiveOnly =
        control(
            gateway -> gateway, server -> server.advertisePublicAddress().refuse("PASV", "PORT"));
    assertThat(passiveOnly.waysOut().get(1).with()).containsExactly(Kind.USE_EPSV);
    Diagnosis nothing =
        control(
            gateway -> gateway,
            server -> server.advertisePublicAddress().refuse("EPSV", "PASV", "PORT"));
    assertThat(nothing.waysOut().get(1).with()).isEmpty();
  }
}
