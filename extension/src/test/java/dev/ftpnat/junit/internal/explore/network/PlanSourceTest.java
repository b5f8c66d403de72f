package dev.ftpnat.junit.internal.explore.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.TlsMode;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which networks are drawn. */
class PlanSourceTest {

  private static List<NetworkPlan> first(int number, long seed) {
    PlanSource source = new PlanSource(Catalogue.all(), seed);
    return Stream.generate(source::next).map(Optional::orElseThrow).limit(number).toList();
  }

  @Test
  void allPairsAreTogetherWithinTwoThousandNetworks() {
    PlanSource source = new PlanSource(Catalogue.all(), 7);
    Set<NetworkPlan> all = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      all.add(source.next().orElseThrow());
    }

    assertThat(all).as("networks, no two alike").hasSize(2_000);
    assertThat(source.pairs().covered())
        .as(source.pairs().toString())
        .isEqualTo(source.pairs().possible());
  }

  @Test
  void theSeedTellsWhichTheyAre() {
    assertThat(first(150, 3)).isEqualTo(first(150, 3)).isNotEqualTo(first(150, 4));
  }

  @Test
  void thoseWithFewSettingsComeFirst() {
    List<NetworkPlan> networks = first(200, 1);

    assertThat(networks.subList(0, 25)).allMatch(network -> network.distance() <= 4);
    assertThat(networks.subList(150, 200)).anyMatch(network -> network.distance() >= 8);
  }

  @Test
  void everyOneOfThemCanBeBuilt() {
    assertThat(first(300, 5)).allMatch(NetworkPlan::isValid);
  }

  @Test
  void pairsThatContradictEachOtherAreNotWaitedFor() {
    Catalogue two =
        new Catalogue(
            Catalogue.all().settings().stream()
                .filter(setting -> setting.name().matches("server\\.(tls|personality)"))
                .toList());
    PlanSource source = new PlanSource(two, 1);
    int all =
        two.settings().stream()
            .mapToInt(setting -> setting.choices().size())
            .reduce(1, (a, b) -> a * b);

    // INETUTILS_2 knows no TLS unless nothing is set, and two others no implicit one.
    assertThat(source.pairs().possible()).isEqualTo(all - 4);
    IntStream.range(0, all - 4).forEach(i -> assertThat(source.next()).isPresent());
    assertThat(source.next()).as("all of them have been given").isEmpty();
    assertThat(source.pairs()).hasToString("100 % of 20 pairs of settings");
  }

  @Test
  void aCatalogueMayHaveLess() {
    Catalogue less = Catalogue.all().withTls(EnumSet.of(TlsMode.REQUIRED)).withoutCircumstances();
    PlanSource source = new PlanSource(less, 1);
    List<NetworkPlan> networks =
        Stream.generate(source::next).map(Optional::orElseThrow).limit(50).toList();

    assertThat(networks)
        .allMatch(network -> network.topology().server().tls() == TlsMode.REQUIRED)
        .allMatch(NetworkPlan::isUndisturbed);
  }
}
