package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Assertions about what was transferred, and about failures that nobody told of. */
abstract class AbstractTransferAssert<S extends AbstractTransferAssert<S>>
    extends AbstractSecurityAssert<S> {

  private static final Set<String> FILES = Set.of("RETR", "STOR", "APPE");

  AbstractTransferAssert(FtpNat actual, Class<S> type) {
    super(actual, type);
  }

  /**
   * Verifies that a file was transferred to its end, in either direction, and how much of it the
   * server read or wrote: all that the one end wrote came to the other. A transfer that was resumed
   * carried the rest only, and one in ASCII type carried CR LF for each end of a line.
   *
   * <p>The server tells of a transfer before its 226. A client that doesn't wait for that reply may
   * be too early.
   *
   * <pre>{@code
   * // holds after client.storeFile("in/report.csv", ...) of three bytes
   * // fails if it broke off, or if another number of bytes arrived
   * assertThat(nat).transferred("report.csv", 3);
   * }</pre>
   *
   * @param name as the client named it, with its directories or without
   * @throws AssertionError if it wasn't
   */
  public S transferred(String name, long bytes) {
    Trace trace = trace();
    List<TransferAttempt> files =
        requested(trace).stream()
            .filter(operation -> FILES.contains(operation.request().orElseThrow().verb()))
            .toList();
    List<TransferAttempt> ofFile =
        files.stream()
            .filter(operation -> isNamed(operation.request().orElseThrow().argument(), name))
            .toList();
    if (ofFile.stream().noneMatch(operation -> hasCarried(operation, bytes))) {
      throw unlike(
          trace,
          listed("this to have been transferred:", List.of(name + ", " + bytes + " bytes")),
          ofFile.isEmpty()
              ? "it wasn't" + asFarAsKnown(trace) + "." + listedIfAny(" These files were:", files)
              : listed("its transfers were:", ofFile));
    }
    return myself;
  }

  private static List<TransferAttempt> requested(Trace trace) {
    return trace.transferAttempts().stream()
        .filter(operation -> operation.request().isPresent())
        .toList();
  }

  private static boolean hasCarried(TransferAttempt operation, long bytes) {
    return operation.result() == Result.SUCCEEDED
        && operation.transfer().filter(how -> how.bytes() == bytes).isPresent();
  }

  private static boolean isNamed(String argument, String name) {
    return argument.equals(name) || argument.endsWith("/" + name);
  }

  /**
   * Verifies that the client asked for at least one file or listing, and got or delivered each of
   * them to its end: all that the one end wrote came to the other, whatever the server says. What
   * was tried again counts as a failure too. What failed before the client could ask doesn't; see
   * {@link #everyFailureWasReported} for both.
   *
   * <pre>{@code
   * // fails if LIST was answered 425, or an upload broke off, even if it was repeated
   * assertThat(nat).everyTransferCompleted();
   * }</pre>
   *
   * @throws AssertionError if one didn't end well, or hasn't by now; if there was none; or if the
   *     record is no longer complete
   */
  public S everyTransferCompleted() {
    Trace trace = trace();
    String expecting = "every transfer to have been completed";
    List<TransferAttempt> all = requested(trace);
    List<TransferAttempt> others =
        all.stream().filter(operation -> operation.result() != Result.SUCCEEDED).toList();
    if (!others.isEmpty()) {
      throw unlike(trace, expecting, listed("these weren't:", others));
    }
    requireAll(trace, expecting);
    if (all.isEmpty()) {
      throw unlike(trace, expecting, "the client asked for none.");
    }
    return myself;
  }

  /**
   * Verifies that nothing failed of which the client didn't tell: for after code that returned as
   * if all was well. It catches silent wrong results, as of clients that return an empty listing if
   * they couldn't get one.
   *
   * <p>A file or a listing failed if the server refused it, if its data command was refused or its
   * data connection not established, if it broke off, or if not all that was sent arrived. So did a
   * 227 or 229 that the client didn't follow, and a control connection that never came about. It
   * counts unless
   *
   * <ul>
   *   <li>the same file or listing was transferred later by the same client; STOR, APPE and STOU
   *       stand in for each other, and so do LIST, NLST and MLSD;
   *   <li>the client aborted it with ABOR, with its data connection established; or
   *   <li>it is still going on.
   * </ul>
   *
   * If a session ended before its client said what the data connection was for, anything that it
   * transferred later in another session makes up for it. A data connection that failed belongs to
   * the next file or listing of the session. {@link Trace#unresolved} says who is the same client.
   *
   * <pre>{@code
   * FTPFile[] files = client.listFiles();
   * // fails if PASV was answered 502: files is empty, and the directory isn't
   * // holds if the client went on with EPSV after that
   * assertThat(nat).everyFailureWasReported();
   * }</pre>
   *
   * @throws AssertionError if something failed, or if the record is no longer complete
   */
  public S everyFailureWasReported() {
    return reported(List.of());
  }

  /**
   * Verifies that no more {@linkplain #everyFailureWasReported failed} than the client told of.
   *
   * <pre>{@code
   * Throwable thrown = catchThrowable(() -> client.storeFile("up.txt", content));
   * // holds if the upload failed, and if nothing failed
   * // fails if a listing failed as well, of which the client said nothing
   * assertThat(nat).everyFailureWasReportedBy(thrown);
   * }</pre>
   *
   * @param thrown what the client threw, one exception for each failure
   * @throws AssertionError if more than these failed, or if the record is no longer complete
   */
  public S everyFailureWasReportedBy(Throwable... thrown) {
    return reported(List.of(thrown));
  }

  private S reported(List<Throwable> thrown) {
    Trace trace = trace();
    List<String> failed =
        Stream.concat(
                trace.unreached().stream().map(ConnectionAttempt::toString),
                trace.unresolved().stream().map(operation -> tries(trace, operation)))
            .toList();
    if (failed.isEmpty()) {
      // What was lost before anything was tried is told by no try.
      failed = trace.unheard().stream().map(Diagnosis::sentence).toList();
    }
    String expecting =
        thrown.isEmpty()
            ? "the client to have reported every failure"
            : listed("the client to have reported every failure, each by one of:", thrown);
    if (failed.size() > thrown.size()) {
      throw unlike(
          trace,
          expecting,
          listed(
              thrown.isEmpty()
                  ? "it returned as if all was well, and %d failed:".formatted(failed.size())
                  : "these are %d, and %d failed:".formatted(thrown.size(), failed.size()),
              failed));
    }
    requireAll(trace, expecting);
    return myself;
  }

  /** An operation in words, with those before it that were for the same. */
  private static String tries(Trace trace, TransferAttempt operation) {
    return trace.sessions().stream()
        .filter(session -> session.session() == operation.session())
        .flatMap(session -> session.triesUpTo(operation).stream())
        .map(TransferAttempt::toString)
        .collect(Collectors.joining(System.lineSeparator() + "    "));
  }
}
