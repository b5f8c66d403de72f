package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the differential test sends, without a kernel. */
class ExchangeGeneratorTest {

  private static List<Exchange> exchanges(long seed) {
    ExchangeGenerator generator = new ExchangeGenerator(seed);
    return IntStream.range(0, 500).mapToObj(generator::exchange).toList();
  }

  @Test
  void theSameSeedMakesTheSameExchanges() {
    assertThat(exchanges(7)).isEqualTo(exchanges(7));
    assertThat(new ExchangeGenerator(7).exchange(321)).isEqualTo(exchanges(7).get(321));
    assertThat(exchanges(7)).doesNotContainAnyElementsOf(exchanges(8));
  }

  @Test
  void fiveHundredHaveEveryTraitAndBothSites() {
    List<Exchange> exchanges = exchanges(1);

    Map<Trait, Long> traits =
        exchanges.stream()
            .flatMap(exchange -> exchange.traits().stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(traits).containsOnlyKeys(Trait.values());
    assertThat(traits.values()).allMatch(count -> count >= 5, "at least five of each: " + traits);
    assertThat(exchanges).extracting(Exchange::site).contains(NatSite.values());
  }

  @Test
  void noSegmentIsEmpty() {
    assertThat(exchanges(2)).flatExtracting(Exchange::steps).noneMatch(s -> s.segment().isEmpty());
  }

  /** Else a test with them would show little. */
  @Test
  void manyAreTranslatedAndSomeAreDropped() {
    List<Outcome> outcomes =
        exchanges(3).stream().map(exchange -> SimulatedLab.play(exchange).outcome()).toList();

    assertThat(outcomes).filteredOn(o -> !o.pinholes().isEmpty()).hasSizeGreaterThan(150);
    assertThat(outcomes).filteredOn(o -> !o.unacknowledged().isEmpty()).hasSizeBetween(80, 300);
  }
}
