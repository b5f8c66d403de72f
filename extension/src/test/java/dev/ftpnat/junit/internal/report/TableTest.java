package dev.ftpnat.junit.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableTest {

  private static RunResult varied(Scenario scenario, TlsMode tls) {
    return Samples.result("UploadTest", "uploads", scenario, tls, "TLS " + tls, Verdict.PASSED, "");
  }

  @Test
  void rowsAreEnvironmentsInTheOrderOfScenariosAndColumnsAreTests() {
    List<Table> tables =
        Table.of(
            List.of(
                Samples.result("b", Scenario.DOUBLE_NAT, Verdict.PASSED),
                Samples.result("a", Scenario.DOUBLE_NAT, Verdict.FAILED_LATE),
                Samples.result("b", Scenario.DIRECT, Verdict.ABORTED),
                varied(Scenario.DIRECT, TlsMode.IMPLICIT),
                varied(Scenario.DIRECT, TlsMode.NONE)));

    assertThat(tables).extracting(Table::title).containsExactly("DownloadTest", "UploadTest");
    Table downloads = tables.get(0);
    assertThat(downloads.columns()).containsExactly("a", "b");
    assertThat(downloads.hasVariations()).isFalse();
    assertThat(downloads.rows())
        .extracting(row -> row.setting().place())
        .containsExactly(Place.of(Scenario.DIRECT), Place.of(Scenario.DOUBLE_NAT));
    assertThat(downloads.rows().get(0).cells().get(0)).isEmpty();
    assertThat(downloads.rows().get(0).cells().get(1))
        .extracting(RunResult::verdict)
        .containsExactly(Verdict.ABORTED);
    assertThat(tables.get(1).hasVariations()).isTrue();
    assertThat(tables.get(1).rows())
        .extracting(row -> row.setting().variation())
        .containsExactly("TLS NONE", "TLS IMPLICIT");
  }

  @Test
  void theOrderOfResultsDoesNotMatter() {
    List<RunResult> results = new ArrayList<>(Samples.ofAllKinds());
    List<Table> tables = Table.of(results);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(results, new Random(seed));
      assertThat(Table.of(results)).as("seed %d", seed).isEqualTo(tables);
    }
  }

  @Test
  void noResultIsLost() {
    assertThat(Table.of(Samples.ofAllKinds()).stream().flatMap(table -> table.results().stream()))
        .containsExactlyInAnyOrderElementsOf(Samples.ofAllKinds());
  }

  @Test
  void aTestThatRanTwiceHasBothResultsInItsCell() {
    RunResult one = Samples.result("a", Scenario.DIRECT, Verdict.PASSED);
    RunResult other =
        new RunResult(
            "in a suite: " + one.id(),
            one.test(),
            one.setting(),
            Verdict.FAILED_LATE,
            one.failedAs(),
            one.started().plusSeconds(1),
            one.took(),
            one.failWithin(),
            one.message(),
            one.details());
    assertThat(Table.of(List.of(other, one)).get(0).rows().get(0).cells().get(0))
        .containsExactly(one, other);
  }
}
