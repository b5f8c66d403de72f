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
    String diagnosis = "";
    String ladder = trace.toString();
    String ladderSvg = "";
    return new Details(diagnosis, ladder, ladderSvg);
  }
}
