package dev.ftpnat.junit.internal.report;

import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one run of a matrix test.
 *
 * @param id the same in every build, and no other run's: JUnit's unique id
 * @param test the test
 * @param setting the environment that it ran in
 * @param verdict the result
 * @param failedAs how it failed, if it failed as expected
 * @param started when
 * @param took how long from when the environment was there to the end of the test
 * @param failWithin how long it was allowed to take for a failure
 * @param message why it failed or was aborted; else empty
 * @param details what the network saw
 */
public record RunResult(
    String id,
    TestName test,
    Setting setting,
    Verdict verdict,
    Optional<Verdict> failedAs,
    Instant started,
    Duration took,
    Duration failWithin,
    String message,
    Details details) {

  /**
   * The name of a test.
   *
   * @param type the name of its class
   * @param container what its class is displayed as, together with those around it
   * @param name what it is displayed as itself
   */
  public record TestName(String type, String container, String name) {}

  /**
   * The environment of a run.
   *
   * @param place its network
   * @param variation what the matrix varies beside that, for example {@code TLS NONE}; may be empty
   * @param tls the server's TLS mode
   * @param vantage where the client sees the server
   * @param network what the network was made of; empty if it never was
   */
  public record Setting(
      Place place, String variation, TlsMode tls, Vantage vantage, String network) {

    String name() {
      return variation.isEmpty() ? place.name() : place + ", " + variation;
    }
  }

  /**
   * What the network saw of a run. Each may be empty.
   *
   * @param diagnosis why it failed, in words
   * @param ladder what happened, as text
   * @param ladderSvg the same as an SVG document
   * @param sessions of the data connections under TLS
   */
  public record Details(String diagnosis, String ladder, String ladderSvg, TlsSessions sessions) {

    /** Those of a run that no environment was started for. */
    public static final Details NONE = new Details("", "", "", TlsSessions.NONE);

    /** What a record shows. */
    public static Details of(Trace trace) {
      List<TlsHandshake> handshakes = trace.dataHandshakes();
      return new Details(
          trace.diagnosis().map(Diagnosis::toString).orElse(""),
          trace.ladder().text(),
          trace.ladder().svg(),
          new TlsSessions(
              handshakes.size(), (int) handshakes.stream().filter(TlsHandshake::resumed).count()));
    }
  }

  /**
   * Data connections under TLS.
   *
   * @param connections how many there were
   * @param resumed how many of them resumed a session
   */
  public record TlsSessions(int connections, int resumed) {

    /** Of a run without any. */
    public static final TlsSessions NONE = new TlsSessions(0, 0);

    static TlsSessions of(List<RunResult> results) {
      return new TlsSessions(
          results.stream().mapToInt(result -> result.details().sessions().connections()).sum(),
          results.stream().mapToInt(result -> result.details().sessions().resumed()).sum());
    }

    /** In words, with what they mean elsewhere; empty if there was none. */
    String words() {
      if (connections == 0) {
        return "";
      }
      String counted =
          String.format(
              Locale.ROOT,
              "%d of %d data connection%s under TLS resumed a session",
              resumed,
              connections,
              connections == 1 ? "" : "s");
      return resumed == connections
          ? counted + ", as most servers insist on."
          : counted
              + "; vsftpd, ProFTPD and FileZilla Server refuse the "
              + (resumed == 0 ? "rest, as they come." : "others, as they come.");
    }
  }

  /** For example {@code 1.3 s}. */
  String seconds() {
    return seconds(took);
  }

  static String seconds(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    return String.format(Locale.ROOT, millis < 100_000 ? "%.1f s" : "%.0f s", millis / 1000.0);
  }
}
