package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What builders take, and what they don't. */
class BuildersTest {

  @Test
  void anAlgLooksAtThePortsItIsGivenInsteadOf21() {
    assertThat(Gateway.builder().build().algPorts()).containsExactly(21);
    assertThat(Gateway.builder().algPorts(2121, 990).build().algPorts())
        .containsExactlyInAnyOrder(990, 2121);
    assertThat(Gateway.builder().algPorts().build().algPorts()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Gateway.builder().algPorts(21, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void aPinholeLivesForATime(Duration lifetime) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.builder().pinholeLifetime(lifetime))
        .withMessageContaining(lifetime.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.000999999S", "PT1H0.000000001S"})
  void aStackGivesUpBetweenAMillisecondAndAnHour(Duration giveUp) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topology.builder().connectGiveUp(giveUp))
        .withMessageContaining(giveUp.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.001S", "PT1H"})
  void bothOfThoseIncluded(Duration giveUp) {
    Topology topology = Topology.builder().connectGiveUp(giveUp).build();

    assertThat(topology.connectGiveUp()).isEqualTo(giveUp);
    assertThat(topology.serverConnectGiveUp()).as("the server's").isEqualTo(giveUp);
  }

  @ParameterizedTest
  @CsvSource({"'', none", "TLSv1.1, TLSv1.1", "TLSv1.3;SSLv3, SSLv3"})
  void aServerSpeaksTheTlsOfToday(String protocols, String what) {
    String[] given = protocols.isEmpty() ? new String[0] : protocols.split(";");
    assertThatIllegalArgumentException()
        .as(what)
        .isThrownBy(() -> Server.builder().tlsProtocols(given))
        .withMessageContaining(List.of(given).toString());
  }

  @ParameterizedTest
  @CsvSource({"NONE, 21", "EXPLICIT, 21", "REQUIRED, 21", "IMPLICIT, 990"})
  void theControlPortFollowsTheTlsModeUnlessItIsSet(TlsMode tls, int port) {
    assertThat(Server.builder().tls(tls).build().controlPort()).isEqualTo(port);
    assertThat(Server.builder().controlPort(2121).tls(tls).build().controlPort()).isEqualTo(2121);
  }

  @Test
  void whatTranslatesNothingHasNeitherAPoolNorABalancer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.firewall().addressPool(2).build())
        .withMessageContaining("can't have an address pool");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Gateway.firewall().forward(Forward.passivePorts().toOtherServer()).build())
        .withMessageContaining("can't forward to another server");
  }

  @Test
  void aPoolHasTheAddressesThatItIsGiven() {
    Gateway pinned =
        Gateway.builder().publicAddress("203.0.113.7").furtherAddresses("203.0.113.8").build();

    assertThat(pinned.addressPool()).isEqualTo(2);
    assertThat(pinned.publicAddresses()).hasSize(2).containsAll(pinned.furtherAddresses());
    assertThat(pinned.spreadsAddresses()).isFalse();
    Gateway.Builder spreading = pinned.toBuilder().addressPooling(AddressPooling.ARBITRARY);
    assertThat(spreading.build().spreadsAddresses()).isTrue();
    assertThat(spreading.addressPool(1).build().spreadsAddresses()).isFalse();
    assertThat(spreading.build().furtherAddresses()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.builder().addressPool(0))
        .withMessage("addressPool 0 is less than 1");
  }

  @Test
  void aBlockOfPortsIsNoLargerThanAllOfThem() {
    assertThat(Gateway.builder().mappedPorts(40000, 40999).portBlock(1000).build().portBlock())
        .hasValue(1000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.builder().mappedPorts(40000, 40998).portBlock(1000).build())
        .withMessageContaining("blocks of 1000 ports: it has the ports 40000-40998");
  }

  @Test
  void aNat64HasOneAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.builder().nat64().addressPool(2).build())
        .withMessageContaining("pool of 2 addresses");
    assertThat(Gateway.builder().nat64().build().addressPool()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NAT", "client", "server", "internet"})
  void aGatewayHasANameOfItsOwn(String taken) {
    Topology.Builder twice =
        Topology.builder()
            .name("double")
            .clientGateway(Gateway.builder().name("NAT").build())
            .serverGateway(Gateway.builder().name(taken).build());
    assertThatIllegalArgumentException()
        .isThrownBy(twice::build)
        .withMessage("topology \"double\": gateway \"" + taken + "\" has a name that is taken");
  }
}
