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
  })
  void containsTheAddressesOfItsPrefix(String subnet, String address, boolean expected) {
    assertThat(Subnet.of(subnet).contains(Ipv4.of(address))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "10.0.1.0/24, 10.0.1.0/24, true",
    "10.0.1.0/24, 10.0.0.0/16, true",
    "10.0.1.0/24, 10.0.1.128/25, true",
    "10.0.1.0/24, 10.0.2.0/24, false",
    "10.0.0.0/16, 10.1.0.0/16, false",
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
}
