package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.report.RunResult.Details;
import dev.ftpnat.trace.Trace;

/** Takes from an environment what the report shows of it. */
final class RunDetails {

  private RunDetails() {}

  /** What its network has seen up to now. */
  static Details of(FtpNat nat) {
    Trace trace = nat.trace();
    String diagnosis = trace.diagnosis().map(Object::toString).orElse("");
    String ladder = trace.ladder().text();
    String ladderSvg = trace.ladder().svg();
    return new Details(diagnosis, ladder, ladderSvg);
  }
}
