package dev.ftpnat.internal.kernel;

import static java.net.StandardProtocolFamily.INET;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the differential test sends, without a kernel. */
class ExchangeGeneratorTest {

  private static List<Exchange> exchanges(long seed) {
    return exchanges(seed, INET);
  }

  private static List<Exchange> exchanges(long seed, StandardProtocolFamily family) {
    ExchangeGenerator generator = new ExchangeGenerator(seed, family);
    return IntStream.range(0, 500).mapToObj(generator::exchange).toList();
  }

  @Test
  void theSameSeedMakesTheSameExchanges() {
    assertThat(exchanges(7)).isEqualTo(exchanges(7));
    assertThat(new ExchangeGenerator(7, INET).exchange(321)).isEqualTo(exchanges(7).get(321));
    assertThat(exchanges(7)).doesNotContainAnyElementsOf(exchanges(8));
  }

  @ParameterizedTest
  @EnumSource(names = {"INET", "INET6"})
  void fiveHundredHaveEveryTraitAndEverySite(StandardProtocolFamily family) {
    List<Exchange> exchanges = exchanges(1, family);

    Map<Trait, Long> traits =
        exchanges.stream()
            .flatMap(exchange -> exchange.traits().stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(traits).containsOnlyKeys(Trait.values());
    assertThat(traits.values()).allMatch(count -> count >= 5, "at least five of each: " + traits);
    assertThat(exchanges).extracting(Exchange::site).containsAll(NatSite.of(family));
  }

  @Test
  void noSegmentIsEmpty() {
    assertThat(exchanges(2)).flatExtracting(Exchange::steps).noneMatch(s -> s.segment().isEmpty());
  }

  /** Else a test with them would show little. */
  @ParameterizedTest
  @EnumSource(names = {"INET", "INET6"})
  void manyAreTranslatedAndSomeAreDropped(StandardProtocolFamily family) {
    List<Outcome> outcomes =
        exchanges(3, family).stream()
            .map(exchange -> SimulatedLab.play(exchange).outcome())
            .toList();

    assertThat(outcomes).filteredOn(o -> !o.pinholes().isEmpty()).hasSizeGreaterThan(150);
    assertThat(outcomes).filteredOn(o -> !o.unacknowledged().isEmpty()).hasSizeBetween(80, 300);
  }
}
