package dev.ftpnat.junit.internal.report;

import static dev.ftpnat.junit.internal.report.Verdict.FAILED_CLEANLY;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class FailureVerdictTest {

  private static final Duration ALLOWED = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LATE = Duration.ofMillis(5001);

  private final Throwable assertion = new AssertionError("expected one file");

  private static Verdict verdict(Throwable thrown, Duration took, TraceEvent... events) {
    return new FailureVerdict(thrown)
        .verdict(took, ALLOWED, new Trace(Topology.builder().build(), List.of(events), 0));
  }

  private static TraceEvent command(String line) {
    return command(1, line);
  }

  private static TraceEvent command(long session, String line) {
    return new Command(Duration.ZERO, session, line, false);
  }

  private static TraceEvent reply(int code) {
    return reply(1, code);
  }

  private static TraceEvent reply(long session, int code) {
    return new Reply(Duration.ZERO, session, code, "text", false);
  }

  private static TraceEvent connection(Party origin, Outcome outcome) {
    Endpoint endpoint = new Endpoint(Ipv4.of("203.0.113.7"), 3846);
    return new ConnectionAttempt(
        Duration.ZERO,
        1,
        origin,
        endpoint,
        endpoint,
        List.of(),
        outcome,
        Place.gateway("NAT"),
        outcome == Outcome.ESTABLISHED ? Reason.LISTENING : Reason.NO_MAPPING,
        Optional.empty());
  }

  @Test
  void anExceptionOfTheClientIsAFailureInTimeOrALateOne() {
    TraceEvent dropped = connection(Party.CLIENT, Outcome.DROPPED);
    Throwable timeout = new SocketTimeoutException("Connect timed out");
    assertThat(verdict(timeout, SOON, dropped)).isEqualTo(FAILED_CLEANLY);
    assertThat(verdict(timeout, LATE, dropped)).isEqualTo(Verdict.FAILED_LATE);
  }

  @Test
  void anAssertionThatOnlyPassesItOnIsNotSilent() {
    TraceEvent dropped = connection(Party.CLIENT, Outcome.DROPPED);
    Throwable wrapped =
        new AssertionError("threw", new UncheckedIOException(new IOException("Connect timed out")));
    assertThat(verdict(wrapped, SOON, dropped)).isEqualTo(FAILED_CLEANLY);
  }

  /** As of an input stream that a client returned as null. */
  @Test
  void norIsOneSilentThatOnlyStumblesOverWhatIsMissing() {
    TraceEvent refused = connection(Party.SERVER, Outcome.REFUSED);
    for (Throwable slip :
        List.of(
            new NullPointerException("in is null"),
            new ArrayIndexOutOfBoundsException(0),
            new NoSuchElementException("no value present"),
            new AssertionError("no report", new NumberFormatException("\"\"")))) {
      assertThat(verdict(slip, SOON, refused)).as("%s", slip).isEqualTo(Verdict.SILENTLY_WRONG);
      assertThat(verdict(slip, SOON)).as("%s", slip).isEqualTo(FAILED_CLEANLY);
    }
    Throwable own = new IllegalStateException("upload failed: 425");
    assertThat(verdict(own, SOON, refused)).isEqualTo(FAILED_CLEANLY);
  }

  @Test
  void noClientIsToBlameForWhatNoneCouldDo() {
    TraceEvent[] refused = {command("EPSV"), reply(502), command("PASV"), reply(502)};
    Trace impossible = within(server -> server.refuse("EPSV", "PASV"), refused);
    Trace possible = within(server -> server.refuse("PASV"), refused);
    FailureVerdict told = new FailureVerdict(new IOException("502"));

    assertThat(told.verdict(SOON, ALLOWED, impossible)).isEqualTo(Verdict.NO_WAY_THROUGH);
    assertThat(told.verdict(SOON, ALLOWED, possible)).isEqualTo(FAILED_CLEANLY);
    assertThat(told.verdict(LATE, ALLOWED, impossible)).isEqualTo(Verdict.FAILED_LATE);
    assertThat(new FailureVerdict(assertion).verdict(SOON, ALLOWED, impossible))
        .as("one that doesn't say so is")
        .isEqualTo(Verdict.SILENTLY_WRONG);
  }

  private static Trace within(UnaryOperator<Server.Builder> server, TraceEvent... events) {
    return new Trace(Topology.builder().server(server).build(), List.of(events), 0);
  }

  @Test
  void anAssertionAloneIsSilentlyWrongIfTheNetworkFailedTheClient() {
    assertThat(verdict(assertion, SOON, connection(Party.CLIENT, Outcome.DROPPED)))
        .isEqualTo(Verdict.SILENTLY_WRONG);
    assertThat(verdict(assertion, SOON, connection(Party.SERVER, Outcome.REFUSED)))
        .isEqualTo(Verdict.SILENTLY_WRONG);
    assertThat(verdict(assertion, SOON, command("PASV"), reply(502)))
        .isEqualTo(Verdict.SILENTLY_WRONG);
    assertThat(verdict(assertion, SOON, command("retr a b"), reply(150), reply(426)))
        .isEqualTo(Verdict.SILENTLY_WRONG);
    assertThat(verdict(assertion, LATE, command("LIST"), reply(425)))
        .as("silence is worse than delay")
        .isEqualTo(Verdict.SILENTLY_WRONG);
  }

  @Test
  void otherwiseItIsTheTestThatWantsSomethingElse() {
    assertThat(verdict(assertion, SOON)).isEqualTo(FAILED_CLEANLY);
    assertThat(verdict(assertion, LATE)).isEqualTo(Verdict.FAILED_LATE);
    assertThat(verdict(assertion, SOON, command("SIZE a"), reply(550)))
        .as("no transfer")
        .isEqualTo(FAILED_CLEANLY);
    assertThat(verdict(assertion, SOON, command("STOR a"), reply(150), reply(226)))
        .isEqualTo(FAILED_CLEANLY);
    assertThat(verdict(assertion, SOON, connection(Party.CLIENT, Outcome.ESTABLISHED)))
        .isEqualTo(FAILED_CLEANLY);
  }

  @Test
  void whatAFallbackMadeUpForDoesNotCount() {
    List<TraceEvent> refused = List.of(command("EPSV"), reply(500));
    List<TraceEvent> dropped = List.of(connection(Party.CLIENT, Outcome.DROPPED));
    List<TraceEvent> transferred = List.of(command("RETR a"), reply(150), reply(226));
    for (List<TraceEvent> failed : List.of(refused, dropped)) {
      assertThat(
              verdict(
                  assertion,
                  SOON,
                  Stream.concat(failed.stream(), transferred.stream()).toArray(TraceEvent[]::new)))
          .isEqualTo(FAILED_CLEANLY);
      assertThat(
              verdict(
                  assertion,
                  SOON,
                  Stream.concat(transferred.stream(), failed.stream()).toArray(TraceEvent[]::new)))
          .as("the other way round")
          .isEqualTo(Verdict.SILENTLY_WRONG);
    }
  }

  @Test
  void repliesBelongToTheCommandsOfTheirSession() {
    assertThat(verdict(assertion, SOON, command(1, "SIZE a"), command(2, "LIST"), reply(1, 550)))
        .isEqualTo(FAILED_CLEANLY);
    assertThat(verdict(assertion, SOON, command(1, "LIST"), command(2, "SIZE a"), reply(1, 425)))
        .isEqualTo(Verdict.SILENTLY_WRONG);
  }

  /** As JUnit throws it when a {@code @Timeout} is over; the other one is really thrown. */
  @Test
  void aTimeoutOfTheTestIsLateHoweverSoon() {
    TraceEvent dropped = connection(Party.CLIENT, Outcome.DROPPED);
    for (String limit : List.of("1 second", "50 milliseconds", "2 minutes")) {
      Throwable timeout = new TimeoutException("downloads(FtpNat) timed out after " + limit);
      assertThat(verdict(timeout, SOON, dropped)).isEqualTo(Verdict.FAILED_LATE);
    }
    for (int millis : List.of(1, 50)) {
      CountDownLatch never = new CountDownLatch(1);
      Duration limit = Duration.ofMillis(millis);
      for (Throwable preemptive :
          List.of(
              failureOf(() -> assertTimeoutPreemptively(limit, () -> never.await(20, SECONDS))),
              failureOf(
                  () ->
                      assertTimeoutPreemptively(
                          limit, () -> never.await(20, SECONDS), "the download")))) {
        assertThat(verdict(preemptive, SOON, dropped)).isEqualTo(Verdict.FAILED_LATE);
      }
    }
  }

  /** As of {@code future.get(200, MILLISECONDS)}. */
  @Test
  void aTimeoutOfTheClientIsLateIfItTookLong() {
    TraceEvent dropped = connection(Party.CLIENT, Outcome.DROPPED);
    Throwable ofFuture =
        catchThrowable(() -> new CompletableFuture<String>().get(1, TimeUnit.MILLISECONDS));
    for (Throwable timeout :
        List.of(
            ofFuture,
            new TimeoutException("download timed out after 200 ms"),
            new ExecutionException(ofFuture),
            new AssertionError("a", new TimeoutException("get() timed out after 1 second")))) {
      assertThat(verdict(timeout, SOON, dropped)).as("%s", timeout).isEqualTo(FAILED_CLEANLY);
      assertThat(verdict(timeout, LATE, dropped)).as("%s", timeout).isEqualTo(Verdict.FAILED_LATE);
    }
  }

  private static Throwable failureOf(ThrowingCallable assertion) {
    Throwable failure = catchThrowable(assertion);
    assertThat(failure).isInstanceOf(AssertionError.class);
    return failure;
  }

  /** What each of these is about was thrown by the client, which is all that one can do. */
  @Test
  void anAssertionAboutWhatTheClientHasThrownIsNotSilent() {
    TraceEvent dropped = connection(Party.CLIENT, Outcome.DROPPED);
    IOException timeout = new SocketTimeoutException("Connect timed out");
    ThrowingCallable client =
        () -> {
          throw timeout;
        };
    for (Throwable told :
        List.of(
            failureOf(() -> assertThatCode(client).doesNotThrowAnyException()),
            failureOf(() -> assertThatCode(client).as("download").doesNotThrowAnyException()),
            failureOf(() -> assertThatNoException().isThrownBy(client)),
            failureOf(
                () ->
                    assertThatCode(client).doesNotThrowAnyExceptionExcept(SecurityException.class)),
            failureOf(() -> assertThat(catchThrowable(client)).isNull()),
            failureOf(() -> assertThatThrownBy(client).isInstanceOf(SecurityException.class)),
            failureOf(() -> assertThatThrownBy(client).hasMessage("425")),
            failureOf(() -> assertThatThrownBy(client).hasMessageContaining("425")),
            failureOf(() -> assertThatThrownBy(client).hasCauseInstanceOf(IOException.class)),
            failureOf(
                () ->
                    assertThat(CompletableFuture.failedFuture(timeout))
                        .succeedsWithin(Duration.ofSeconds(20))),
            failureOf(() -> Assertions.assertDoesNotThrow(client::call)),
            failureOf(() -> Assertions.assertNull(timeout)),
            failureOf(() -> Assertions.fail(timeout)),
            failureOf(() -> Assertions.assertAll(client::call, () -> Assertions.fail("no file"))),
            failureOf(
                () ->
                    SoftAssertions.assertSoftly(
                        softly -> softly.assertThatCode(client).doesNotThrowAnyException())))) {
      assertThat(verdict(told, SOON, dropped)).as("%s", told).isEqualTo(FAILED_CLEANLY);
      assertThat(verdict(told, LATE, dropped)).as("%s", told).isEqualTo(Verdict.FAILED_LATE);
    }
  }

  @Test
  void anAssertionThatNothingWasThrownIsSilentAndSoIsOneAboutASlip() {
    TraceEvent dropped = connection(Party.CLIENT, Outcome.DROPPED);
    ThrowingCallable nothing = () -> {};
    ThrowingCallable slip =
        () -> {
          throw new ArrayIndexOutOfBoundsException(0);
        };
    for (Throwable silent :
        List.of(
            failureOf(() -> assertThatThrownBy(nothing).isInstanceOf(IOException.class)),
            failureOf(() -> Assertions.assertThrows(IOException.class, nothing::call)),
            failureOf(() -> assertThat(catchThrowable(nothing)).isInstanceOf(IOException.class)),
            failureOf(() -> assertThatCode(slip).doesNotThrowAnyException()),
            failureOf(() -> Assertions.assertDoesNotThrow(slip::call)),
            failureOf(() -> Assertions.assertAll(() -> assertThat("").isEqualTo("a;b"))),
            failureOf(() -> assertThat("").isEqualTo("a;b")))) {
      assertThat(verdict(silent, SOON, dropped)).as("%s", silent).isEqualTo(Verdict.SILENTLY_WRONG);
    }
  }

  /** By code that isn't a test's. */
  private static Exception ofLibrary(Exception thrown, String library) {
    StackTraceElement[] stack = thrown.getStackTrace();
    List<StackTraceElement> longer = new ArrayList<>(List.of(stack));
    longer.add(0, new StackTraceElement(library, "download", null, 1));
    thrown.setStackTrace(longer.toArray(StackTraceElement[]::new));
    return thrown;
  }

  private static final class LibraryException extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** Whom else would anybody blame, where nobody gets through? */
  @Test
  void whereNobodyGetsThroughOnlyWhatAClientMaySayIsPutDownToThat() {
    Trace impossible =
        within(
            server -> server.refuse("EPSV", "PASV"),
            command("EPSV"),
            reply(502),
            command("PASV"),
            reply(502));
    Path missing = Path.of("no-such-directory", "report.csv");
    Exception noFile = (Exception) catchThrowable(() -> Files.readString(missing));
    for (Exception ofClient :
        List.of(
            new IOException("502"),
            new UncheckedIOException(new SocketTimeoutException("Read timed out")),
            new ExecutionException(new IOException("502")),
            new TimeoutException(),
            new LibraryException(),
            new FileNotFoundException("ftp://203.0.113.7/report.csv"),
            ofLibrary(new IllegalStateException("425"), "com.example.ftp.Client"),
            new IllegalStateException("no report", new IOException("502")))) {
      assertThat(ofTest(ofClient, impossible)).as("%s", ofClient).isEqualTo(Verdict.NO_WAY_THROUGH);
    }
    for (Throwable ofTest :
        List.of(
            noFile,
            new UncheckedIOException((IOException) noFile),
            catchThrowable(() -> new FileInputStream(missing.toFile())),
            new IllegalStateException("not set up"),
            new RuntimeException("not set up"),
            new LinkageError("not set up"))) {
      assertThat(ofTest(ofTest, impossible)).as("%s", ofTest).isEqualTo(FAILED_CLEANLY);
    }
  }

  private static Verdict ofTest(Throwable thrown, Trace trace) {
    return new FailureVerdict(thrown, Set.of(FailureVerdictTest.class.getName()))
        .verdict(SOON, ALLOWED, trace);
  }

  @Test
  void aMessageNamesTheCausesAndHasAnEnd() {
    Throwable failure = new IllegalStateException("no report", new IOException("first\n\nsecond"));
    assertThat(new FailureVerdict(failure).message())
        .isEqualTo(
            "java.lang.IllegalStateException: no report\n"
                + "caused by: java.io.IOException: first\nsecond");
    assertThat(new FailureVerdict(new IOException("x\n".repeat(100))).message().lines())
        .hasSize(12);
    assertThat(new FailureVerdict(new IOException("x".repeat(9999))).message()).hasSize(301);
    assertThat(new FailureVerdict(new IOException()).message()).isEqualTo("java.io.IOException");
  }

  @Test
  void causesThatGoInCirclesEndToo() {
    Exception one = new Exception("one");
    Exception other = new Exception("other", one);
    one.initCause(other);
    assertThat(new FailureVerdict(one).message())
        .isEqualTo("java.lang.Exception: one\ncaused by: java.lang.Exception: other");
  }
}
