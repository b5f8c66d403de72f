package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static dev.ftpnat.trace.session.DataMode.EPSV;
import static dev.ftpnat.trace.session.DataMode.PASV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import dev.ftpnat.topology.Attack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A record that has lost its beginning proves nothing that says "never", "all" or "every". */
@FtpNatEnvironment(value = Scenario.DIRECT, lifecycle = Lifecycle.PER_CLASS)
class IncompleteRecordTest {

  @BeforeAll
  static void loseTheBeginning(FtpNat nat) throws IOException {
    try (RawControl client = RawControl.securedWithData(nat)) {
      client.command("PASV");
      // A command is at least a command and a reply in the record, and at most 10,000 are kept.
      for (int batch = 0; batch < 60; batch++) {
        client.send("NOOP\r\n".repeat(100));
        for (int reply = 0; reply < 100; reply++) {
          client.reply();
        }
      }
      client.command("EPSV");
    }
    assertThat(nat.trace().omitted()).isPositive();
  }

  @TestFactory
  Stream<DynamicTest> cantBeTold(FtpNat nat) {
    return Stream.of(
        untold("neverContacted", () -> assertThat(nat).neverContacted("198.51.100.77")),
        untold(
            "neverContactedPrivateAddress", () -> assertThat(nat).neverContactedPrivateAddress()),
        untold("contactedOnly", () -> assertThat(nat).contactedOnly(nat.host())),
        untold("dataConnectionsWentTo", () -> assertThat(nat).dataConnectionsWentTo(nat.host())),
        untold("noDataConnectionFailed", () -> assertThat(nat).noDataConnectionFailed()),
        untold("usedOnly", () -> assertThat(nat).usedOnly(EPSV)),
        untold("neverSent", () -> assertThat(nat).neverSent(PASV)),
        untold("announcedInPort", () -> assertThat(nat).announcedInPort("198.51.100.77")),
        untold("noGatewayRewrote", () -> assertThat(nat).noGatewayRewrote("227")),
        untold("controlWasEncrypted", () -> assertThat(nat).controlWasEncrypted()),
        untold("dataWasEncrypted", () -> assertThat(nat).dataWasEncrypted()),
        untold("dataResumedTlsSession", () -> assertThat(nat).dataResumedTlsSession()),
        untold("everyDataConnectionResumed", () -> assertThat(nat).everyDataConnectionResumed()),
        untold("wroteNothingOutside", () -> assertThat(nat).wroteNothingOutside(Path.of("."))),
        untold("withstood", () -> assertThat(nat).withstood(Attack.STOLEN_DATA_CONNECTION)),
        untold("withstood", () -> assertThat(nat).withstood(Attack.LINE_FEED_IN_LISTING)),
        untold("withstood", () -> assertThat(nat).withstood(Attack.ENDLESS_LISTING)),
        untold("withstood", () -> assertThat(nat).withstood(Attack.ENDLESS_LINE)),
        untold("withstood", () -> assertThat(nat).withstood(Attack.CLEAR_REPLY_BEHIND_AUTH)),
        untold("everyTransferCompleted", () -> assertThat(nat).everyTransferCompleted()),
        untold("everyFailureWasReported", () -> assertThat(nat).everyFailureWasReported()));
  }

  private static DynamicTest untold(String name, ThrowingCallable assertion) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThatThrownBy(assertion)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("events are no longer in the record, so that can't be told")
                .hasMessageContaining("lines before are left out"));
  }

  @Test
  void whatIsStillThereCanBeTold(FtpNat nat) {
    assertThat(nat).usedExtendedPassive();
    assertThatThrownBy(() -> assertThat(nat).usedPassive())
        .hasMessageContaining("but it didn't as far as the record goes back.");
    assertThatThrownBy(() -> assertThat(nat).contacted(nat.host()))
        .hasMessageContaining("but it didn't as far as the record goes back.");
    assertThatThrownBy(() -> assertThat(nat).gatewayRewrote("227"))
        .hasMessageContaining("but none did as far as the record goes back.");
    assertThatThrownBy(() -> assertThat(nat).fellBackFrom(PASV, EPSV))
        .hasMessageContaining("but it didn't as far as the record goes back.");
    assertThatThrownBy(() -> assertThat(nat).neverSent(EPSV)).hasMessageContaining("but it did:");
  }
}
