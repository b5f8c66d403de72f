package dev.ftpnat.trace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a record is read as tries to transfer something. */
class TransferAttemptTest {

  private static final Endpoint PRIVATE = Endpoint.of("10.0.1.121", 3846);
  private static final Endpoint PUBLIC = Endpoint.of("203.0.113.7", 3846);

  private static Story forwarded() {
    return Story.of(nat -> nat.forwardPassivePorts());
  }

  private static List<TransferAttempt> operations(Story story) {
    return story.trace().transferAttempts();
  }

  private static TransferAttempt only(Story story) {
    List<TransferAttempt> operations = operations(story);
    assertThat(operations).hasSize(1);
    return operations.get(0);
  }

  @Test
  void anOperationIsAllThatBelongsToIt() {
    TransferAttempt download = only(forwarded().logsIn().downloads("report.csv").hangsUp());

    assertThat(download.method()).isEqualTo(DataMode.PASV);
    assertThat(download.result()).isEqualTo(Result.SUCCEEDED);
    assertThat(download.announced()).contains(PUBLIC);
    assertThat(download.attempts()).extracting(ConnectionAttempt::target).containsExactly(PUBLIC);
    assertThat(download.request().orElseThrow().argument()).isEqualTo("report.csv");
    assertThat(download.request().orElseThrow().replies())
        .extracting(Reply::code)
        .containsExactly(150, 226);
    assertThat(download.transfer()).isPresent();
    assertThat(download.events()).hasSize(7);
    assertThat(download.isEncrypted()).isFalse();
    assertThat(download.isConnected()).isTrue();
    assertThat(download.failedAttempt()).isEmpty();
  }

  @Test
  void aFallBackIsTwoOperations() {
    assertThat(
            operations(
                forwarded()
                    .logsIn()
                    .epsv(3846)
                    .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING)
                    .downloads("report.csv")))
        .extracting(TransferAttempt::method, TransferAttempt::result)
        .containsExactly(
            tuple(DataMode.EPSV, Result.FAILED), tuple(DataMode.PASV, Result.SUCCEEDED));
  }

  @Test
  void epsvNamesAPortOfTheControlConnectionsAddress() {
    assertThat(only(forwarded().logsIn().epsv(3846)).announced()).contains(PUBLIC);
  }

  @Test
  void epsvAllIsNoOperation() {
    assertThat(operations(forwarded().logsIn().said("EPSV ALL", 200, "Okay."))).isEmpty();
  }

  @Test
  void whatTheClientHeardIsWhatItsLinkCarried() {
    TransferAttempt operation =
        only(
            forwarded()
                .logsIn()
                .pasv("10,0,1,121,15,6")
                .onTheWire("227 Entering Passive Mode (203,0,113,7,15,6)."));

    assertThat(operation.announced()).contains(PRIVATE);
    assertThat(operation.heard()).contains(PUBLIC);
  }

  @Test
  void whereLinesAreNotRecordedAnAlgIsTakenToDoWhatItDoes() {
    Story clear = Story.of(nat -> nat.alg(AlgBehavior.NETFILTER)).logsIn().pasv("10,0,1,121,15,6");
    Story blind =
        Story.of(nat -> nat.alg(AlgBehavior.NETFILTER)).logsInUnderTls().pasv("10,0,1,121,15,6");

    assertThat(only(clear).heard()).contains(PUBLIC);
    assertThat(only(blind).heard()).contains(PRIVATE);
  }

  @Test
  void aReplyThatDidNotArriveWasNotHeard() {
    TransferAttempt operation = only(forwarded().logsIn().pasv("10,0,1,121,15,6").onTheWire(""));

    assertThat(operation.announced()).contains(PRIVATE);
    assertThat(operation.heard()).isEmpty();
  }

  @Test
  void anAttemptBelongsToTheSessionThatAnnouncedItsPort() {
    List<TransferAttempt> operations =
        operations(
            forwarded()
                .logsIn()
                .pasv("203,0,113,7,15,6")
                .logsIn()
                .pasv("203,0,113,7,15,7")
                .clientReaches("203.0.113.7", 3846)
                .clientReaches("203.0.113.7", 3847));

    assertThat(operations)
        .allSatisfy(
            operation ->
                assertThat(operation.attempts())
                    .extracting(ConnectionAttempt::target)
                    .isEqualTo(operation.announced().stream().toList()));
  }

  @Test
  void repliesOutOfTurnBelongToTheCommandsThatMayHaveThem() {
    TransferAttempt operation =
        only(
            forwarded()
                .logsIn()
                .pasv("203,0,113,7,15,6")
                .clientReaches("203.0.113.7", 3846)
                .sends("RETR report.csv")
                .answered(150, "Opening.")
                .sends("NOOP")
                .answered(200, "In progress.")
                .answered(226, "Done."));

    assertThat(operation.request().orElseThrow().replies())
        .extracting(Reply::code)
        .containsExactly(150, 226);
  }

  @Test
  void aTransferBelongsToTheCommandThatWaitsForItAndNotToTheNext() {
    Story queued =
        forwarded()
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .clientReaches("203.0.113.7", 3846)
            .sends("RETR report.csv")
            .answered(150, "Opening.")
            .sends("RETR other.csv")
            .transferred("RETR report.csv", true)
            .answered(226, "Done.")
            .answered(503, "PASV first.");

    assertThat(operations(queued))
        .extracting(TransferAttempt::result, attempt -> attempt.transfer().isPresent())
        .containsExactly(tuple(Result.SUCCEEDED, true), tuple(Result.FAILED, false));
  }

  @Test
  void whatAnAborTookBackIsNotUsedByTheNextTransfer() {
    Story takenBack =
        forwarded()
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .said("ABOR", 226, "ABOR command successful.")
            .said("RETR report.csv", 425, "PASV first.");

    assertThat(operations(takenBack))
        .extracting(TransferAttempt::method, TransferAttempt::result)
        .containsExactly(tuple(DataMode.PASV, Result.UNUSED), tuple(DataMode.NONE, Result.FAILED));
  }

  @ParameterizedTest
  @ValueSource(ints = {226, 550})
  void whereAnAborTakesBackNothingTheNextTransferUsesIt(int code) {
    Story kept =
        forwarded()
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .said("ABOR", 225, "Nothing to abort.")
            .clientReaches("203.0.113.7", 3846)
            .said("RETR report.csv", code, "So it is.");

    assertThat(only(kept).method()).isEqualTo(DataMode.PASV);
  }

  @Test
  void anUnfinishedTransferIsUnderWay() {
    assertThat(
            only(forwarded()
                    .logsIn()
                    .pasv("203,0,113,7,15,6")
                    .clientReaches("203.0.113.7", 3846)
                    .sends("STOR report.csv")
                    .answered(150, "Opening."))
                .result())
        .isEqualTo(Result.UNDER_WAY);
  }

  @Test
  void aTransferCommandAloneIsAnOperationWithoutAMethod() {
    TransferAttempt operation = only(forwarded().logsIn().said("LIST", 503, "PORT first."));

    assertThat(operation.method()).isEqualTo(DataMode.NONE);
    assertThat(operation.result()).isEqualTo(Result.FAILED);
  }
}
