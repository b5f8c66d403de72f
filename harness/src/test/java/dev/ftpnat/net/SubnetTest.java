package dev.ftpnat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest {

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @CsvSource({
    "10.0.1.0/24, 10.0.1.0, true",
    "10.0.1.0/24, 10.0.1.255, true",
    "10.0.1.0/24, 10.0.2.0, false",
    "10.0.1.0/24, 10.0.0.255, false",
    "198.18.0.0/15, 198.19.255.255, true",
    "198.18.0.0/15, 198.20.0.0, false",
    "203.0.113.7/32, 203.0.113.7, true",
    "203.0.113.7/32, 203.0.113.6, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "128.0.0.0/1, 127.255.255.255, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::, false",
    "fd00:1::/63, fd00:1:0:1:ffff::, true",
    "fd00:1::/63, fd00:1:0:2::, false",
    "::1/128, ::1, true",
    "::/0, 203.0.113.7, false",
    "0.0.0.0/0, ::, false",
  })
  void containsTheAddressesOfItsPrefix(String subnet, String address, boolean expected) {
    assertThat(Subnet.of(subnet).contains(IpAddresses.of(address))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "10.0.1.0/24, 10.0.1.0/24, true",
    "10.0.1.0/24, 10.0.0.0/16, true",
    "10.0.1.0/24, 10.0.1.128/25, true",
    "10.0.1.0/24, 10.0.2.0/24, false",
    "10.0.0.0/16, 10.1.0.0/16, false",
    "fd00::/8, fd00:1::/64, true",
    "::/0, 0.0.0.0/0, false",
  })
  void overlapsWhereOneContainsTheOther(String one, String other, boolean expected) {
    assertThat(Subnet.of(one).overlaps(Subnet.of(other))).isEqualTo(expected);
    assertThat(Subnet.of(other).overlaps(Subnet.of(one))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.1.0",
        "10.0.1.0/",
        "10.0.1.0/a",
        "10.0.1.0/033",
        "10.0.1.0/024",
        "2001:db8::/129",
        "2001:db8::1/64",
        "10.0.1.0/33",
        "10.0.1.0/-1",
        "10.0.1.1/24",
        "10.0.1/24",
        "/24",
        ""
      })
  void nothingElseIsASubnet(String cidr) {
    assertThatIllegalArgumentException().isThrownBy(() -> Subnet.of(cidr));
  }

  @Test
  void aPrefixIsNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Subnet(Ipv4.of("0.0.0.0"), -1))
        .withMessageContaining("-1");
  }

  @Test
  void isFoundAroundAnAddressAndCountsItsHosts() {
    Subnet around = Subnet.around(Ipv4.of("10.0.1.121"), 24);

    assertThat(around).hasToString("10.0.1.0/24");
    assertThat(around.host(121)).isEqualTo(Ipv4.of("10.0.1.121"));
    assertThat(Subnet.around(Ipv4.of("10.0.1.121"), 0)).hasToString("0.0.0.0/0");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/16, 256, 10.0.1.0",
    "10.0.0.0/8, 65535, 10.0.255.255",
    "fd00:1::/64, 1, fd00:1::1",
    "fd00:1::/64, 65536, fd00:1::1:0",
  })
  void countsItsHostsOverTheOctets(String subnet, int offset, String host) {
    assertThat(Subnet.of(subnet).host(offset)).isEqualTo(IpAddresses.of(host));
  }
}
