package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Attack.Aim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What attacks and bad certificates set, and what they don't go with. */
class AttackTest {

  private static final Topology TOPOLOGY = Topology.builder().name("plain").build();

  @ParameterizedTest
  @EnumSource
  void itChangesTheServerAndNothingElse(Attack attack) {
    Topology attacked = TOPOLOGY.withAttack(attack);

    assertThat(attacked.gateways()).isEmpty();
    assertThat(attacked.name()).isEqualTo("plain");
    assertThat(attack.elsewhere().isPresent()).isEqualTo(attack.aim() == Aim.CONTACT);
    boolean certificate =
        !attacked.server().certificate().isValid()
            || !attacked.server().dataCertificate().isValid();
    assertThat(certificate).isEqualTo(attack.aim() == Aim.CERTIFICATE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Attack.class,
      names = {"EXPIRED_CERTIFICATE", "OTHER_NAME_ON_DATA"})
  void aCertificateTakesTls(Attack attack) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TOPOLOGY.withTls(TlsMode.NONE).withAttack(attack))
        .withMessageContaining("attack " + attack)
        .withMessageContaining("is about TLS, and tls is NONE");
  }

  @Test
  void anotherCertificateForDataTakesSessionsThatNobodyInsistsOn() {
    Topology strict = TOPOLOGY.withSessionReuse(SessionReuse.REQUIRED_ANY);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> strict.withAttack(Attack.OTHER_AUTHORITY_ON_DATA))
        .withMessageContaining("dataCertificate OTHER_AUTHORITY contradicts sessionReuse")
        .withMessageContaining("IGNORED");
    assertThat(strict.withAttack(Attack.EXPIRED_CERTIFICATE).server().dataCertificate())
        .isEqualTo(ServerCertificate.EXPIRED);
  }

  @Test
  void whereItLeadsADecoyIs() {
    assertThat(TOPOLOGY.withAttack(Attack.METADATA_SERVICE_IN_PASV).decoys())
        .singleElement()
        .hasToString("decoy at 169.254.169.254");
    Topology ipv6 = Topology.builder().ipv6().build();
    assertThat(ipv6.withAttack(Attack.METADATA_SERVICE_IN_PASV).decoys()).isEmpty();
  }

  @Test
  void whoComesFirstIsNearWhatItComesTo() {
    Gateway nat = Gateway.builder().forwardControlPort().build();
    Topology behind = Topology.builder().name("behind").serverGateway(nat).build();

    assertThat(TOPOLOGY.withAttack(Attack.STOLEN_DATA_CONNECTION).clientHosts())
        .containsExactly(
            new ClientHost(Attack.INTRUDER, ClientHost.Place.INTERNET, Optional.empty()));
    Topology stolen = behind.withAttack(Attack.STOLEN_DATA_CONNECTION);
    assertThat(stolen.clientHosts())
        .extracting(ClientHost::place)
        .containsExactly(ClientHost.Place.SERVER_NETWORK);
    assertThat(stolen.intruders())
        .containsExactly(Map.entry(Attack.INTRUDER, ClientHost.Intrusion.STEALS_PASSIVE_DATA));
    assertThat(stolen.toBuilder().clientHosts(List.of()).build().intruders()).isEmpty();
    assertThat(stolen.from(Attack.INTRUDER).intruders()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Topology.builder()
                    .name("client's")
                    .clientGateway(Gateway.builder().build())
                    .build()
                    .withAttack(Attack.INJECTED_DATA))
        .withMessage(
            "attack INJECTED_DATA: topology \"client's\": intruder \"intruder\" can't come to a client"
                + " behind a gateway");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Topology.builder()
                    .intruder("nobody", ClientHost.Intrusion.STEALS_PASSIVE_DATA)
                    .build())
        .withMessageContaining("intruder \"nobody\" is no client host: add it with clientHost(…)");
  }

  private static void assertTaken(Topology.Builder topology, String decoy) {
    assertThatIllegalArgumentException()
        .isThrownBy(topology::build)
        .withMessage(
            "topology \"plain\": decoy %s has a name or an address that is taken".formatted(decoy));
  }

  @Test
  void aDecoyHasANameAndAnAddressOfItsOwn() {
    Topology.Builder one = TOPOLOGY.toBuilder().decoy("a", "10.7.7.7");

    assertThat(one.build().in(AddressFamily.IPV4).decoys()).hasSize(1);
    assertTaken(one.build().toBuilder().decoy("a", "10.7.7.8"), "a at 10.7.7.8");
    assertTaken(one.build().toBuilder().decoy("b", "10.7.7.7"), "b at 10.7.7.7");
    assertTaken(one.build().toBuilder().clientAddress("10.7.7.7"), "a at 10.7.7.7");
    assertTaken(
        one.build().toBuilder().server(server -> server.address("10.7.7.7")), "a at 10.7.7.7");
    assertTaken(
        one.build().toBuilder().serverGateway(Gateway.builder().publicAddress("10.7.7.7").build()),
        "a at 10.7.7.7");
    assertTaken(
        one.build().toBuilder().clientHost("a", ClientHost.Place.INTERNET), "a at 10.7.7.7");
    // Whom a server announces is most often one.
    assertThat(one.server(server -> server.advertise("10.7.7.7")).build().decoys()).hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TOPOLOGY.toBuilder().decoy("c", "2001:db8::7").build())
        .withMessage(
            "topology \"plain\": decoy c at 2001:db8::7 has an address of IPv6, and the client has"
                + " none of it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TOPOLOGY.toBuilder().decoy(" ", "10.7.7.7"))
        .withMessage("a decoy needs a name that isn't blank");
    Topology both = Topology.builder().dualStack().decoy("c", "2001:db8::7").build();
    assertThat(both.in(AddressFamily.IPV4).decoys()).isEmpty();
    assertThat(both.in(AddressFamily.IPV6).decoys()).hasSize(1);
  }

  @Test
  void listingsAreWhatAServerCanSend() {
    Server.Builder server = Server.builder();
    for (String file : List.of("a/b", "", "a\nb", "a\\b")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> server.listedAs(file, "b"))
          .withMessageContaining("use the name of a file without its directory");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> server.listedAs("a", ""));
    for (long bytes : new long[] {0, (1L << 30) + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> server.endlessListings(bytes))
          .withMessageContaining("not between 1 and");
    }
    assertThat(server.build().endlessListings()).isEmpty();
    assertThat(server.endlessListings(7).listedAs("a", "../a").build().toBuilder().build())
        .satisfies(
            built -> {
              assertThat(built.endlessListings()).hasValue(7);
              assertThat(built.listedNames()).containsExactly(Map.entry("a", "../a"));
            });
  }
}
