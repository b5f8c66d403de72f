package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a server refused what PORT named. */
class RefusedTargetDiagnosisTest {

  @ParameterizedTest
  @CsvSource({"3;255, LOW_TARGET_REFUSED", "4;0, COMMAND_REFUSED", "195;80, COMMAND_REFUSED"})
  void portsFrom1024OnAreNotLow(String port, Cause cause) {
    Story story =
        Story.of(nat -> nat, server -> server.refuseLowTargets(true))
            .logsIn()
            .said("PORT 198,51,100,2," + port.replace(';', ','), 500, "Illegal PORT command.")
            .said("QUIT", 221, "Goodbye.");

    assertThat(diagnosis(story).cause()).isEqualTo(cause);
  }

  private static Story behind(Gateway.Builder gateway) {
    return Story.within(
        Topology.builder()
            .clientAddress("192.168.1.2")
            .clientGateway(
                gateway
                    .name("client's")
                    .insideNetwork("192.168.1.0/24")
                    .alg(AlgBehavior.NETFILTER)
                    .build())
            .server(server -> server.address("203.0.113.7").refuseForeignTargets(true))
            .build());
  }

  /** Where nothing is translated an ALG would have nothing to write, in clear or not. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFirewallsAlgHadNothingToRewrite(boolean underTls) {
    Story story = behind(Gateway.builder().withoutTranslation());
    story = underTls ? story.logsInUnderTls() : story.logsIn();
    Diagnosis said =
        diagnosis(
            story
                .said("PORT 10,9,9,9,195,80", 500, "Illegal PORT command.")
                .said("QUIT", 221, "Goodbye."));

    assertThat(said.cause()).isEqualTo(Cause.FOREIGN_TARGET_REFUSED);
    assertThat(said.sentence()).doesNotContain("can't rewrite");
  }

  @Test
  void underTlsAnAlgBeforeTheClientCantRewriteIt() {
    Diagnosis said =
        diagnosis(
            behind(Gateway.builder().publicAddress("198.51.100.1"))
                .logsInUnderTls()
                .said("PORT 10,9,9,9,195,80", 500, "Illegal PORT command.")
                .said("QUIT", 221, "Goodbye."));

    assertThat(said.sentence()).contains("Under TLS the ALG of client's can't rewrite that.");
  }
}
