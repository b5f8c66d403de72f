package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.nat.NatDecision.Refused;
import dev.ftpnat.internal.nat.NatDecision.Translated;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.event.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A NAT64, step by step: inside is 2001:db8:2::2, outside 198.51.100.1 (RFC 6146). */
class Nat64TableTest {

  private static final Instant NOW = Instant.EPOCH;
  private static final Endpoint CLIENT = Endpoint.of("2001:db8:2::2", 5000);
  private static final Endpoint SERVER = Endpoint.of("203.0.113.7", 21);
  private static final Endpoint SERVER_INSIDE = Endpoint.of("64:ff9b::cb00:7107", 21);
  private static final Endpoint MAPPED = Endpoint.of("198.51.100.1", 5000);

  private final NatTable table =
      new NatTable(
          Gateway.builder()
              .name("NAT64")
              .nat64()
              .publicAddress("198.51.100.1")
              .insideNetwork("2001:db8:2::/64")
              .forward(Forward.ports(new PortRange(8021, 8021), new PortRange(21, 21)))
              .filtering(FilteringBehavior.ADDRESS_DEPENDENT)
              .build(),
          Server.builder().build(),
          IpAddresses.of("2001:db8:2::2"),
          List.of(),
          Optional.empty(),
          NatTableListener.NONE);

  @Test
  void whatIsEmbeddedInThePrefixIsReachedFromThePublicAddress() {
    assertThat(table.outbound(CLIENT, SERVER_INSIDE, NOW))
        .isEqualTo(
            new Translated(
                CLIENT, SERVER_INSIDE, MAPPED, SERVER, Optional.empty(), Reason.MASQUERADED));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:7::7, UNREACHABLE, NO_ROUTE",
    "203.0.113.7, UNREACHABLE, NO_ROUTE",
    "64:ff9b::198.51.100.1, DROP, NO_MAPPING"
  })
  void nothingElseIs(String address, Refusal answer, Reason reason) {
    assertThat(table.outbound(CLIENT, Endpoint.of(address, 21), NOW))
        .isEqualTo(new Refused(answer, reason));
  }

  @Test
  void whoeverWasCalledComesBackByTheMapping() {
    table.establish((Translated) table.outbound(CLIENT, SERVER_INSIDE, NOW), 1, true, NOW);

    assertThat(table.inbound(SERVER.withPort(20), MAPPED, NOW))
        .isEqualTo(
            new Translated(
                SERVER.withPort(20),
                MAPPED,
                SERVER_INSIDE.withPort(20),
                CLIENT,
                Optional.empty(),
                Reason.MAPPED));
    assertThat(table.inbound(Endpoint.of("203.0.113.8", 20), MAPPED, NOW))
        .isEqualTo(new Refused(Refusal.DROP, Reason.FILTERED));
  }

  @Test
  void aStaticBindingLeadsIn() {
    assertThat(table.inbound(SERVER, MAPPED.withPort(8021), NOW))
        .isEqualTo(
            new Translated(
                SERVER,
                MAPPED.withPort(8021),
                SERVER_INSIDE,
                CLIENT.withPort(21),
                Optional.empty(),
                Reason.FORWARDED));
  }

  @Test
  void aPinholeLeadsInFromTheEmbeddedAddress() {
    Flow control =
        table.establish((Translated) table.outbound(CLIENT, SERVER_INSIDE, NOW), 1, true, NOW);
    Pinhole pinhole =
        new Pinhole(
            Ipv4.of("203.0.113.7"),
            MAPPED.withPort(5001),
            SERVER_INSIDE.address(),
            CLIENT.withPort(5001));
    control.expect(pinhole, NOW);

    assertThat(table.inbound(SERVER.withPort(20), MAPPED.withPort(5001), NOW))
        .isEqualTo(
            new Translated(
                SERVER.withPort(20),
                MAPPED.withPort(5001),
                SERVER_INSIDE.withPort(20),
                CLIENT.withPort(5001),
                Optional.of(pinhole),
                Reason.PINHOLE));
  }
}
