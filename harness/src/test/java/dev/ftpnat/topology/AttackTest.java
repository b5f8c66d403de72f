package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.topology.Attack.Aim;
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
}
