package dev.ftpnat.junit.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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
    assertThat(verdict(timeout, SOON, dropped)).isEqualTo(Verdict.FAILED_CLEANLY);
    assertThat(verdict(timeout, LATE, dropped)).isEqualTo(Verdict.FAILED_LATE);
  }

  @Test
  void anAssertionThatOnlyPassesItOnIsNotSilent() {
    TraceEvent dropped = connection(Party.CLIENT, Outcome.DROPPED);
    Throwable wrapped =
        new AssertionError("threw", new UncheckedIOException(new IOException("Connect timed out")));
    assertThat(verdict(wrapped, SOON, dropped)).isEqualTo(Verdict.FAILED_CLEANLY);
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
      assertThat(verdict(slip, SOON)).as("%s", slip).isEqualTo(Verdict.FAILED_CLEANLY);
    }
    Throwable own = new IllegalStateException("upload failed: 425");
    assertThat(verdict(own, SOON, refused)).isEqualTo(Verdict.FAILED_CLEANLY);
  }

  @Test
  void noClientIsToBlameForWhatNoneCouldDo() {
    TraceEvent[] refused = {command("EPSV"), reply(502), command("PASV"), reply(502)};
    Trace impossible = within(server -> server.refuse("EPSV", "PASV"), refused);
    Trace possible = within(server -> server.refuse("PASV"), refused);
    FailureVerdict told = new FailureVerdict(new IOException("502"));

    assertThat(told.verdict(SOON, ALLOWED, impossible)).isEqualTo(Verdict.NO_WAY_THROUGH);
    assertThat(told.verdict(SOON, ALLOWED, possible)).isEqualTo(Verdict.FAILED_CLEANLY);
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
    assertThat(verdict(assertion, SOON)).isEqualTo(Verdict.FAILED_CLEANLY);
    assertThat(verdict(assertion, LATE)).isEqualTo(Verdict.FAILED_LATE);
    assertThat(verdict(assertion, SOON, command("SIZE a"), reply(550)))
        .as("no transfer")
        .isEqualTo(Verdict.FAILED_CLEANLY);
    assertThat(verdict(assertion, SOON, command("STOR a"), reply(150), reply(226)))
        .isEqualTo(Verdict.FAILED_CLEANLY);
    assertThat(verdict(assertion, SOON, connection(Party.CLIENT, Outcome.ESTABLISHED)))
        .isEqualTo(Verdict.FAILED_CLEANLY);
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
          .isEqualTo(Verdict.FAILED_CLEANLY);
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
        .isEqualTo(Verdict.FAILED_CLEANLY);
    assertThat(verdict(assertion, SOON, command(1, "LIST"), command(2, "SIZE a"), reply(1, 425)))
        .isEqualTo(Verdict.SILENTLY_WRONG);
  }

  @Test
  void aTimeoutOfTheTestIsLateHoweverSoon() {
    TraceEvent dropped = connection(Party.CLIENT, Outcome.DROPPED);
    assertThat(verdict(new TimeoutException("timed out"), SOON, dropped))
        .isEqualTo(Verdict.FAILED_LATE);
    assertThat(verdict(new AssertionError("a", new TimeoutException("b")), SOON, dropped))
        .isEqualTo(Verdict.FAILED_LATE);
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
