package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.trace.DataOperation.Method;
import dev.ftpnat.trace.DataOperation.Result;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a record is read as tries to transfer something. */
class DataOperationTest {

  private static final Endpoint PRIVATE = Endpoint.of("10.0.1.121", 3846);
  private static final Endpoint PUBLIC = Endpoint.of("203.0.113.7", 3846);

  private static Story forwarded() {
    return Story.of(nat -> nat.forwardPassivePorts());
  }

  private static List<DataOperation> operations(Story story) {
    return story.trace().transferAttempts();
  }

  private static DataOperation only(Story story) {
    List<DataOperation> operations = operations(story);
    assertThat(operations).hasSize(1);
    return operations.get(0);
  }

  @Test
  void anOperationIsAllThatBelongsToIt() {
    DataOperation download = only(forwarded().logsIn().downloads("report.csv").hangsUp());

    assertThat(download.method()).isEqualTo(Method.PASV);
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
        .extracting(DataOperation::method, DataOperation::result)
        .containsExactly(tuple(Method.EPSV, Result.FAILED), tuple(Method.PASV, Result.SUCCEEDED));
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
    DataOperation operation =
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
    DataOperation operation = only(forwarded().logsIn().pasv("10,0,1,121,15,6").onTheWire(""));

    assertThat(operation.announced()).contains(PRIVATE);
    assertThat(operation.heard()).isEmpty();
  }

  @Test
  void anAttemptBelongsToTheSessionThatAnnouncedItsPort() {
    List<DataOperation> operations =
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
    DataOperation operation =
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
    DataOperation operation = only(forwarded().logsIn().said("LIST", 503, "PORT first."));

    assertThat(operation.method()).isEqualTo(Method.NONE);
    assertThat(operation.result()).isEqualTo(Result.FAILED);
  }
}
