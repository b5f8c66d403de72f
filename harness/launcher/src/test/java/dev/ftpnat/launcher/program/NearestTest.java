package dev.ftpnat.launcher.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "direct, DIRECT",
    "DIRCET, DIRECT",
    "epsv-olny, EPSV_ONLY",
    "double, DOUBLE_NAT",
    "DOUBLENAT, DOUBLE_NAT",
    "nonsense,",
    "NAT,",
    "x,",
  })
  void theWordThatWasMeantIsFound(String given, String meant) {
    assertThat(Nearest.of(given, List.of("DIRECT", "EPSV_ONLY", "DOUBLE_NAT", "CLIENT_BEHIND_NAT")))
        .isEqualTo(java.util.Optional.ofNullable(meant));
  }

  @ParameterizedTest
  @CsvSource({"'', '', 0", "a, '', 1", "curl, crul, 1", "abc, abd, 1", "abc, xyz, 3", "ab, abc, 1"})
  void aDistanceCountsChanges(String one, String other, int distance) {
    assertThat(Nearest.distance(one, other)).isEqualTo(distance);
    assertThat(Nearest.distance(other, one)).isEqualTo(distance);
  }
}
