package dev.ftpnat.junit.internal.report;

import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.report.RunResult.Details;
import dev.ftpnat.junit.internal.report.RunResult.Setting;
import dev.ftpnat.junit.internal.report.RunResult.TestName;
import dev.ftpnat.junit.internal.report.RunResult.TlsSessions;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Results as tests of the report need them. */
final class Samples {

  static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  /** What must come out as it is, and break nothing. */
  static final String HOSTILE =
      "</script><script>window.hacked=1</script> | `x` ``` *b* \"q\" 'a' & ]]> \\ \u0007\n\n--> é 🦊";

  private static final String LADDER =
      """
          0.9 ms  client connects 198.51.100.6:51724 -> 203.0.113.11:21; server NAT forwarded by rule
          4.1 ms  server #1 > 220 Service ready for new user.
          7.9 ms  server #1 < PASV
          8.2 ms  server #1 > 227 Entering Passive Mode (10,0,7,121,15,6).
          9.7 ms  client connects 198.51.100.6:0 -> 10.0.7.121:3846: dropped by server NAT, the address is private to the network behind the gateway
      """;

  private static final String SVG =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 160" width="640" height="160">
      <style>text{font:13px sans-serif;fill:#333}line{stroke:#888;stroke-width:2}
      @media (prefers-color-scheme:dark){text{fill:#ddd}}</style>
      <text x="60" y="20">client</text><text x="300" y="20">server NAT</text><text x="560" y="20">server</text>
      <line x1="80" y1="30" x2="80" y2="150"/><line x1="330" y1="30" x2="330" y2="150"/>
      <line x1="580" y1="30" x2="580" y2="150"/><line x1="80" y1="60" x2="580" y2="60"/>
      <text x="220" y="54">PASV</text><line x1="580" y1="90" x2="80" y2="90"/>
      <text x="220" y="84">227 (10,0,7,121,15,6)</text><line x1="80" y1="125" x2="330" y2="125"/>
      <text x="120" y="119">SYN 10.0.7.121:3846 dropped</text></svg>
      """;

  private Samples() {}

  static RunResult result(String test, Scenario scenario, Verdict verdict) {
    return result("DownloadTest", test, scenario, TlsMode.EXPLICIT, "", verdict, "");
  }

  static RunResult result(
      String type,
      String test,
      Scenario scenario,
      TlsMode tls,
      String variation,
      Verdict verdict,
      String message) {
    boolean ran = verdict != Verdict.ABORTED;
    boolean failed = ran && verdict != Verdict.PASSED && verdict != Verdict.UNEXPECTEDLY_PASSED;
    return new RunResult(
        type + "/" + test + "/" + scenario + "/" + variation,
        new TestName("com.example." + type, type, test),
        new Setting(Place.of(scenario), variation, tls, Vantage.PUBLIC, ran ? "SIMULATED" : ""),
        verdict,
        verdict == Verdict.EXPECTED_FAILURE || verdict == Verdict.NO_WAY_THROUGH
            ? Optional.of(Verdict.FAILED_CLEANLY)
            : Optional.empty(),
        NOON.plusMillis(scenario.name().length()),
        took(verdict, scenario),
        Duration.ofSeconds(10),
        message,
        ran
            ? new Details(
                failed
                    ? "The client followed 227 to 10.0.7.121, an address behind the server's NAT."
                    : "",
                LADDER,
                failed ? SVG : "",
                tls == TlsMode.NONE ? TlsSessions.NONE : new TlsSessions(2, failed ? 0 : 1))
            : Details.NONE);
  }

  private static Duration took(Verdict verdict, Scenario scenario) {
    return switch (verdict) {
      case FAILED_LATE -> Duration.ofMillis(30_100 + scenario.name().length());
      case ABORTED -> Duration.ZERO;
      case PASSED, UNEXPECTEDLY_PASSED -> Duration.ofMillis(40 + 27L * scenario.name().length());
      default -> Duration.ofMillis(1_040 + 3L * scenario.name().length());
    };
  }

  /** Two classes with results of all kinds. */
  static List<RunResult> ofAllKinds() {
    List<RunResult> results = new ArrayList<>();
    for (Scenario scenario : Scenario.values()) {
      results.add(cell("download", scenario, passive(scenario)));
      results.add(cell("downloadWithEpsvFallback", scenario, fallback(scenario)));
      results.add(cell("listing", scenario, listing(scenario)));
      results.add(cell("upload in active mode", scenario, active(scenario)));
      if (scenario != Scenario.DIRECT) {
        results.add(cell("resumesAfterTheConnectionWasCut", scenario, Verdict.PASSED));
      }
    }
    for (Scenario scenario : List.of(Scenario.PRIVATE_IP_PASV, Scenario.EXTERNAL_ADDRESS)) {
      for (TlsMode tls : TlsMode.values()) {
        results.add(
            result(
                "UploadTest",
                "uploads",
                scenario,
                tls,
                "TLS " + tls,
                tls == TlsMode.REQUIRED ? Verdict.FAILED_CLEANLY : Verdict.PASSED,
                tls == TlsMode.REQUIRED ? HOSTILE : ""));
      }
    }
    return results;
  }

  private static RunResult cell(String test, Scenario scenario, Verdict verdict) {
    String message =
        switch (verdict) {
          case PASSED -> "";
          case SILENTLY_WRONG ->
              "java.lang.AssertionError: \nExpecting actual:\n  []\nto contain exactly:\n  [\"report.csv\"]\nbut could not find the following elements:\n  [\"report.csv\"]";
          case UNEXPECTEDLY_PASSED ->
              "`@FtpNatMatrix` on method `com.example.DownloadTest.upload(FtpNat)`: `expectFailureIn` names `%s`, but there the test passes now. Leave it out."
                  .formatted(scenario);
          case ABORTED ->
              "the kernel's NAT can't play \"EPSV_BLIND_ALG\": its FTP helper is nf_nat_ftp";
          default -> "java.net.SocketTimeoutException: Connect timed out";
        };
    return result("DownloadTest", test, scenario, TlsMode.EXPLICIT, "", verdict, message);
  }

  private static Verdict passive(Scenario scenario) {
    return switch (scenario) {
      case PRIVATE_IP_PASV -> Verdict.FAILED_CLEANLY;
      case NOTHING_FORWARDED -> Verdict.NO_WAY_THROUGH;
      case PORT_TRANSLATING_NAT -> Verdict.FAILED_LATE;
      case TLS_BLOCKED_ALG -> Verdict.EXPECTED_FAILURE;
      default -> Verdict.PASSED;
    };
  }

  private static Verdict fallback(Scenario scenario) {
    return switch (scenario) {
      case NOTHING_FORWARDED, TLS_BLOCKED_ALG -> Verdict.EXPECTED_FAILURE;
      case EPSV_BLIND_ALG -> Verdict.ABORTED;
      default -> Verdict.PASSED;
    };
  }

  private static Verdict listing(Scenario scenario) {
    return switch (scenario) {
      case EPSV_ONLY, PRIVATE_IP_PASV -> Verdict.SILENTLY_WRONG;
      case NOTHING_FORWARDED -> Verdict.FAILED_LATE;
      default -> Verdict.PASSED;
    };
  }

  private static Verdict active(Scenario scenario) {
    return switch (scenario) {
      case CLIENT_BEHIND_NAT, DOUBLE_NAT -> Verdict.EXPECTED_FAILURE;
      case CLIENT_BEHIND_ALG -> Verdict.UNEXPECTEDLY_PASSED;
      default -> Verdict.PASSED;
    };
  }
}
