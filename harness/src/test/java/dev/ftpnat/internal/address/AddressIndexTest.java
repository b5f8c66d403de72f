package dev.ftpnat.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One environment has a single address, a /24 and networks of other sizes. */
class AddressIndexTest {

  private final AddressIndex occupied = new AddressIndex();
  private final Claims claims = new Claims("first");

  AddressIndexTest() {
    claims.addresses.add(Ipv4.of("203.0.113.7"));
    claims.addresses.add(Ipv4.of("203.0.113.8"));
    claims.networks.add(Subnet.of("10.0.1.0/24"));
    claims.networks.add(Subnet.of("10.1.0.0/16"));
    claims.networks.add(Subnet.of("192.168.1.128/25"));
    occupied.add(claims);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, true",
    "203.0.113.9, false",
    "10.0.1.99, true",
    "10.0.2.99, false",
    "10.1.200.1, true",
    "192.168.1.128, true",
    "192.168.1.127, false",
  })
  void coversWhatIsClaimed(String address, boolean expected) {
    assertThat(occupied.covers(Ipv4.of(address))).isEqualTo(expected);
    assertThat(claims.cover(Ipv4.of(address))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.1.0/24, true",
    "10.0.2.0/24, false",
    "10.1.7.0/24, true",
    "203.0.113.0/24, true",
    "203.0.114.0/24, false",
    "192.168.1.0/24, true",
    "192.168.1.0/25, false",
    "192.168.1.192/26, true",
    "10.0.1.128/25, true",
    "10.0.0.0/16, true",
    "10.1.0.0/17, true",
    "203.0.113.0/28, true",
    "203.0.113.16/28, false",
    "172.16.0.0/12, false",
  })
  void overlapsWhatIsClaimed(String network, boolean expected) {
    assertThat(occupied.overlaps(Subnet.of(network))).isEqualTo(expected);
    assertThat(claims.overlap(Subnet.of(network))).isEqualTo(expected);
  }

  @Test
  void isFreeOnlyWhenTheLastOfABlockIsGone() {
    Claims neighbour = new Claims("second");
    neighbour.addresses.add(Ipv4.of("203.0.113.99"));
    occupied.add(neighbour);

    occupied.remove(claims);
    assertThat(occupied.overlaps(Subnet.of("203.0.113.0/24"))).isTrue();
    assertThat(occupied.overlaps(Subnet.of("10.0.0.0/8"))).isFalse();
    assertThat(occupied.covers(Ipv4.of("203.0.113.7"))).isFalse();

    occupied.remove(neighbour);
    assertThat(occupied.overlaps(Subnet.of("203.0.113.0/24"))).isFalse();
  }
}
