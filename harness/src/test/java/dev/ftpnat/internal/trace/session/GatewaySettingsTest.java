package dev.ftpnat.internal.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.session.DataMode;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gateways do by their settings alone. */
class GatewaySettingsTest {

  private static final Endpoint PRIVATE = Endpoint.of("10.0.1.121", 3846);

  private static GatewaySettings settings(
      UnaryOperator<Server.Builder> server, Gateway... gateways) {
    Topology.Builder topology =
        Topology.builder().server(described -> server.apply(described.address("10.0.1.121")));
    for (Gateway gateway : gateways) {
      topology.serverGateway(gateway);
    }
    return GatewaySettings.of(topology.build());
  }

  private static GatewaySettings settings(Gateway... gateways) {
    return settings(server -> server, gateways);
  }

  private static Gateway.Builder gateway(String publicAddress) {
    return Gateway.builder().publicAddress(publicAddress).forwardControlPort();
  }

  @Test
  void thePortOutsideIsTheOneThatLeadsInside() {
    Gateway gateway =
        gateway("203.0.113.7").forward(Forward.ports(range(6000), range(5000))).build();

    assertThat(settings(gateway).outsidePort(gateway, 5000)).hasValue(6000);
    assertThat(settings(gateway).outsidePort(gateway, 6000)).isEmpty();
  }

  @Test
  void aRuleThatAnEarlierOneForestallsLeadsNowhere() {
    Gateway gateway =
        gateway("203.0.113.7")
            .forward(Forward.ports(range(6000), range(5000)))
            .forward(Forward.ports(range(6000), range(7000)))
            .build();

    assertThat(settings(gateway).insidePort(gateway, 6000)).hasValue(5000);
    assertThat(settings(gateway).outsidePort(gateway, 7000)).isEmpty();
  }

  private static PortRange range(int port) {
    return new PortRange(port, port + 9);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,       PASV, false",
    "NETFILTER,  PASV, true",
    "NETFILTER,  EPSV, true",
    "NETFILTER,  PORT, true",
    "NETFILTER,  EPRT, true",
    "NETFILTER,  NONE, false",
    "EPSV_BLIND, PASV, true",
    "EPSV_BLIND, EPSV, false",
    "EPSV_BLIND, PORT, true",
    "EPSV_BLIND, EPRT, false",
  })
  void anAlgKnowsTheAnnouncementsOfItsTime(AlgBehavior alg, DataMode method, boolean expected) {
    assertThat(GatewaySettings.knows(gateway("203.0.113.7").alg(alg).build(), method))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "NETFILTER, PASV, false, 203.0.113.7",
    "NETFILTER, PASV, true,  10.0.1.121",
    "NETFILTER, EPSV, false, 10.0.1.121",
    "NONE,      PASV, false, 10.0.1.121",
  })
  void anAlgTranslatesTheServersAddressWhereItCanReadIt(
      AlgBehavior alg, DataMode method, boolean encrypted, String expected) {
    GatewaySettings settings = settings(gateway("203.0.113.7").alg(alg).build());

    assertThat(settings.asTranslated(PRIVATE, method, encrypted))
        .isEqualTo(Endpoint.of(expected, 3846));
  }

  @Test
  void theNextAlgTranslatesWhatTheOneBeforeMadeOfIt() {
    Gateway inner = gateway("172.16.0.2").name("inner").alg(AlgBehavior.NETFILTER).build();
    Gateway outer = gateway("203.0.113.7").name("outer").alg(AlgBehavior.NETFILTER).build();
    Gateway blind = gateway("203.0.113.7").name("outer").build();

    assertThat(settings(inner, outer).asTranslated(PRIVATE, DataMode.PASV, false))
        .isEqualTo(Endpoint.of("203.0.113.7", 3846));
    assertThat(settings(inner, blind).asTranslated(PRIVATE, DataMode.PASV, false))
        .isEqualTo(Endpoint.of("172.16.0.2", 3846));
    assertThat(settings(blind, inner).asTranslated(PRIVATE, DataMode.PASV, false))
        .isEqualTo(PRIVATE);
  }

  @Test
  void anAlgLeavesOtherAddressesAlone() {
    Endpoint other = Endpoint.of("10.0.1.5", 3846);
    GatewaySettings settings = settings(gateway("203.0.113.7").alg(AlgBehavior.NETFILTER).build());

    assertThat(settings.asTranslated(other, DataMode.PASV, false)).isEqualTo(other);
  }

  @Test
  void aGatewayWithoutAPublicAddressYetTranslatesNothing() {
    GatewaySettings settings =
        settings(Gateway.builder().forwardControlPort().alg(AlgBehavior.NETFILTER).build());

    assertThat(settings.asTranslated(PRIVATE, DataMode.PASV, false)).isEqualTo(PRIVATE);
  }

  @ParameterizedTest
  @CsvSource({
    "own,          true,  false",
    "public,       false, true",
    "10.0.1.121,   true,  false",
    "203.0.113.7,  false, true",
    "203.0.113.99, false, false",
  })
  void theServersAnnouncementIsItsOwnAddressOrThePublicOneOrAWrongOne(
      String advertised, boolean own, boolean seen) {
    GatewaySettings settings =
        settings(
            server ->
                switch (advertised) {
                  case "own" -> server.advertiseOwnAddress();
                  case "public" -> server.advertisePublicAddress();
                  default -> server.advertise(advertised);
                },
            gateway("203.0.113.7").build());

    assertThat(settings.announcesOwnAddress()).isEqualTo(own);
    assertThat(settings.announcesPublicAddress()).isEqualTo(seen);
  }

  @Test
  void aServerInPublicAnnouncesBothAtOnce() {
    assertThat(settings().announcesOwnAddress()).isTrue();
    assertThat(settings().announcesPublicAddress()).isTrue();
  }
}
