package dev.ftpnat.launcher.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.report.Place;
import dev.ftpnat.junit.internal.report.RunResult;
import dev.ftpnat.junit.internal.report.RunResult.Details;
import dev.ftpnat.junit.internal.report.RunResult.TlsSessions;
import dev.ftpnat.junit.internal.report.Verdict;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

class JunitXmlTest {

  @ParameterizedTest
  @EnumSource
  void everyVerdictIsOneOfThree(Verdict verdict) throws Exception {
    Element suite = parsed(result(verdict, "why", Details.NONE));

    long failures = Long.parseLong(suite.getAttribute("failures"));
    long skipped = Long.parseLong(suite.getAttribute("skipped"));
    assertThat(failures + skipped).isEqualTo(verdict == Verdict.PASSED ? 0 : 1);
    assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo((int) failures);
    assertThat(suite.getElementsByTagName("skipped").getLength()).isEqualTo((int) skipped);
  }

  @Test
  void whatXmlCannotHaveIsReplaced() throws Exception {
    Element suite =
        parsed(
            result(
                Verdict.FAILED_CLEANLY,
                "a \u0000 \u001b[31m \ud800 <&>\"' ]]> \ud83d\ude00",
                new Details("", "│ ─► & <", "", TlsSessions.NONE)));

    assertThat(suite.getElementsByTagName("failure").item(0).getTextContent())
        .startsWith("a \ufffd \ufffd[31m \ufffd <&>\"' ]]> \ud83d\ude00");
    assertThat(suite.getElementsByTagName("system-out").item(0).getTextContent())
        .isEqualTo("│ ─► & <");
  }

  private static Element parsed(RunResult result) throws Exception {
    byte[] xml = JunitXml.render("curl \"7\"", List.of(result)).getBytes(UTF_8);
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml))
            .getDocumentElement();
    assertThat(suite.getAttribute("name")).isEqualTo("curl \"7\"");
    return suite;
  }

  private static RunResult result(Verdict verdict, String message, Details details) {
    return new RunResult(
        "id",
        new RunResult.TestName("ftpnat.curl", "curl", "explicit"),
        new RunResult.Setting(
            Place.of(Scenario.DIRECT), "", TlsMode.EXPLICIT, Vantage.PUBLIC, "SIMULATED"),
        verdict,
        Optional.empty(),
        Instant.EPOCH,
        Duration.ofMillis(1234),
        Duration.ofSeconds(10),
        message,
        details);
  }
}
