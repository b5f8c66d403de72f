package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.nat.NatDecision.Refused;
import dev.ftpnat.internal.nat.NatDecision.Translated;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Nat64Prefix;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.trace.event.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a CLAT makes of either family. */
class ClatTest {

  private static final Clat CLAT =
      new Clat(
          IpAddresses.of("192.0.0.2"),
          IpAddresses.of("2001:db8:2::2"),
          IpAddresses.of("2001:db8:2::3"),
          Nat64Prefix.WELL_KNOWN);

  private static Endpoint endpoint(String address, int port) {
    return Endpoint.of(address, port);
  }

  private static void assertTranslated(
      NatDecision decision, String source, String target, Reason reason) {
    assertThat(decision).isInstanceOf(Translated.class);
    Translated translated = (Translated) decision;
    assertThat(translated.translatedSource()).isEqualTo(endpoint(source, 5000));
    assertThat(translated.translatedTarget()).isEqualTo(endpoint(target, 21));
    assertThat(translated.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.0.2, 203.0.113.7, 2001:db8:2::2, 64:ff9b::cb00:7107, TRANSLATED",
    "2001:db8:2::3, 64:ff9b::cb00:7107, 2001:db8:2::3, 64:ff9b::cb00:7107, PERMITTED",
    "2001:db8:2::3, 2001:db8::1, 2001:db8:2::3, 2001:db8::1, PERMITTED",
  })
  void outwards(String source, String target, String asSource, String asTarget, Reason reason) {
    assertTranslated(
        CLAT.outbound(endpoint(source, 5000), endpoint(target, 21)), asSource, asTarget, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "64:ff9b::cb00:7107, 2001:db8:2::2, 203.0.113.7, 192.0.0.2, TRANSLATED",
    "64:ff9b::cb00:7107, 2001:db8:2::3, 64:ff9b::cb00:7107, 2001:db8:2::3, PERMITTED",
    "2001:db8::1, 2001:db8:2::3, 2001:db8::1, 2001:db8:2::3, PERMITTED",
  })
  void inwards(String source, String target, String asSource, String asTarget, Reason reason) {
    assertTranslated(
        CLAT.inbound(endpoint(source, 5000), endpoint(target, 21)), asSource, asTarget, reason);
  }

  @ParameterizedTest
  @CsvSource({"64:ff9b::cb00:7107, 2001:db8:2::9", "2001:db8::1, 2001:db8:2::2"})
  void whatIsNobodysOrHasNoIpv4AddressGoesNowhere(String source, String target) {
    assertThat(CLAT.inbound(endpoint(source, 5000), endpoint(target, 21)))
        .isEqualTo(new Refused(Refusal.UNREACHABLE, Reason.NO_ROUTE));
  }
}
