package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Several control connections, whose pinholes come and go on their own. */
class PinholeTableTest {

  private static final Instant NOW = Instant.EPOCH;
  private static final Duration LIFETIME = Duration.ofSeconds(300);
  private static final Endpoint CLIENT = Endpoint.of("198.51.100.2", 9);

  private final PinholeTable table = new PinholeTable(LIFETIME, (change, pinhole) -> {});

  private static Pinhole pinhole(int port) {
    return new Pinhole(
        CLIENT.address(), target(port), CLIENT.address(), Endpoint.of("10.0.1.121", port));
  }

  private static Endpoint target(int port) {
    return new Endpoint(Ipv4.of("198.51.100.1"), port);
  }

  @Test
  void aPinholeThatIsUsedUpTakesNoOtherWithIt() {
    table.open("one", pinhole(3846), NOW);
    table.open("two", pinhole(3847), NOW);

    table.consume(pinhole(3846));

    assertThat(table.match(CLIENT, target(3846), NOW)).isEmpty();
    assertThat(table.match(CLIENT, target(3847), NOW)).contains(pinhole(3847));
  }

  @Test
  void aPinholeThatHasExpiredHoldsNoPort() {
    table.open("one", pinhole(3846), NOW);

    assertThat(table.open("two", pinhole(3846), NOW.plus(LIFETIME).minusNanos(1))).hasValue(3847);
    assertThat(table.open("three", pinhole(3846), NOW.plus(LIFETIME))).hasValue(3846);
  }

  @Test
  void aPortThatAnotherHoldsIsNotOpenedExactly() {
    table.open("one", pinhole(3846), NOW);

    assertThat(table.openExactly("two", pinhole(3846), NOW)).isEmpty();
    assertThat(table.openExactly("one", pinhole(3846), NOW)).hasValue(3846);
    assertThat(table.openExactly("two", pinhole(3847), NOW)).hasValue(3847);
  }

  @Test
  void aPinholeIsUsedUpOnce() {
    table.open("one", pinhole(3846), NOW);

    table.consume(pinhole(3847));
    assertThat(table.match(CLIENT, target(3846), NOW)).contains(pinhole(3846));
    table.consume(pinhole(3846));
    table.consume(pinhole(3846));
    assertThat(table.match(CLIENT, target(3846), NOW)).isEmpty();
  }

  @Test
  void thePortsAboveTheWantedOneAreTriedUpTo128() {
    for (int held = 0; held <= 127; held++) {
      assertThat(table.open(held, pinhole(40000), NOW)).hasValue(40000 + held);
    }
    assertThat(table.open("last", pinhole(40000), NOW)).hasValue(40128);
    assertThat(table.open("none", pinhole(40000), NOW)).isEmpty();
    assertThat(table.match(CLIENT, target(40128), NOW)).contains(pinhole(40000).withPort(40128));
  }
}
