package dev.ftpnat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Nat64PrefixTest {

  /** The examples of RFC 6052 section 2.4, in the order of its two tables. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8::/32, 2001:db8:c000:221::",
    "2001:db8:100::/40, 2001:db8:1c0:2:21::",
    "2001:db8:122::/48, 2001:db8:122:c000:2:2100::",
    "2001:db8:122:300::/56, 2001:db8:122:3c0:0:221::",
    "2001:db8:122:344::/64, 2001:db8:122:344:c0:2:2100:0",
    "2001:db8:122:344::/96, 2001:db8:122:344::c000:221",
    "64:ff9b::/96, 64:ff9b::c000:221"
  })
  void embedsAsTheExamplesOfRfc6052(String prefix, String embedded) {
    Nat64Prefix nat64 = Nat64Prefix.of(prefix);

    assertThat(IpAddresses.text(nat64.embed(Ipv4.of("192.0.2.33")))).isEqualTo(embedded);
    assertThat(nat64.extract(IpAddresses.of(embedded))).contains(Ipv4.of("192.0.2.33"));
    assertThat(nat64).hasToString(prefix);
  }

  @Property
  void whatWasEmbeddedIsFoundAgain(@ForAll int bits) {
    for (String prefix :
        new String[] {
          "2001:db8::/32",
          "2001:db8:100::/40",
          "2001:db8:122::/48",
          "2001:db8:122:300::/56",
          "2001:db8:122:344::/64",
          "64:ff9b::/96"
        }) {
      Nat64Prefix nat64 = Nat64Prefix.of(prefix);
      assertThat(nat64.extract(nat64.embed(Ipv4.ofBits(bits)))).contains(Ipv4.ofBits(bits));
      assertThat(nat64.embed(Ipv4.ofBits(bits)).getAddress()[8]).isZero();
    }
  }

  @Test
  void whatFollowsTheAddressIsntLookedAt() {
    Nat64Prefix nat64 = Nat64Prefix.of("2001:db8::/32");

    assertThat(nat64.extract(IpAddresses.of("2001:db8:c000:221::1")))
        .contains(Ipv4.of("192.0.2.33"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db9:c000:221::", "192.0.2.33", "2001:db8:c000:221:100::"})
  void whatShowsNoAddressHasNone(String address) {
    assertThat(Nat64Prefix.of("2001:db8::/32").extract(IpAddresses.of(address))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::/33", "10.0.0.0/8", "192.0.2.33/32", "64:ff9b::/128"})
  void otherLengthsAreNone(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Nat64Prefix.of(prefix))
        .withMessageContaining(prefix)
        .withMessageContaining("32, 40, 48, 56, 64 or 96");
  }

  @Test
  void theReservedBitsAreZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Nat64Prefix.of("2001:db8:0:0:100::/96"))
        .withMessageContaining("bits 64 to 71");
  }

  @Test
  void onlyIpv4IsEmbedded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Nat64Prefix.WELL_KNOWN.embed(IpAddresses.of("2001:db8::1")))
        .withMessageContaining("2001:db8::1");
  }
}
