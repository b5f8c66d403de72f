package dev.ftpnat.junit.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextReportTest {

  @Test
  void aTableHasASignForEachResultAndNoMoreColumnsThanItNeeds() {
    List<Table> tables =
        Table.of(
            List.of(
                Samples.result("downloads", Scenario.DIRECT, Verdict.PASSED),
                Samples.result("downloads", Scenario.NOTHING_FORWARDED, Verdict.NO_WAY_THROUGH),
                Samples.result("uploads", Scenario.DIRECT, Verdict.FAILED_CLEANLY),
                Samples.result("uploads\n twice", Scenario.DIRECT, Verdict.FAILED_LATE),
                Samples.result("uploads\n twice", Scenario.DIRECT, Verdict.SILENTLY_WRONG)));

    assertThat(TextReport.render(tables))
        .isEqualTo(
            """
            DownloadTest       downloads
                               | uploads
                               | | uploads twice
            DIRECT             ✓ x LS
            NOTHING_FORWARDED  o . .

            ✓ passed   x failed cleanly   L failed late   S silently wrong   o no way through
            """);
  }

  @Test
  void whereAllWentAsItShouldNothingIsSaid() {
    List<Table> tables =
        Table.of(
            List.of(
                Samples.result("a", Scenario.DIRECT, Verdict.PASSED),
                Samples.result("a", Scenario.EPSV_ONLY, Verdict.EXPECTED_FAILURE),
                Samples.result("a", Scenario.DOUBLE_NAT, Verdict.ABORTED),
                Samples.result(
                    "B", "b", Scenario.DIRECT, TlsMode.NONE, "TLS NONE", Verdict.FAILED_LATE, "")));

    assertThat(TextReport.render(tables)).startsWith("B ").doesNotContain("DownloadTest");
    assertThat(TextReport.render(tables.subList(1, 2))).isEmpty();
  }

  @Test
  void everyVerdictHasALetterOfItsOwn() {
    assertThat(Verdict.values()).extracting(Verdict::letter).doesNotHaveDuplicates();
  }
}
