package dev.ftpnat.launcher.matrix;

import dev.ftpnat.junit.internal.report.RunResult;
import dev.ftpnat.junit.internal.report.Verdict;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The report as CI servers read it, in the words of Ant's JUnit task. */
final class JunitXml {

  private static final Set<Verdict> FAILURES =
      EnumSet.of(
          Verdict.FAILED_CLEANLY,
          Verdict.FAILED_LATE,
          Verdict.SILENTLY_WRONG,
          Verdict.UNEXPECTEDLY_PASSED);
  private static final Set<Verdict> SKIPPED =
      EnumSet.of(Verdict.ABORTED, Verdict.NO_WAY_THROUGH, Verdict.EXPECTED_FAILURE);

  private JunitXml() {}

  static String render(String name, List<RunResult> results) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    Duration all = results.stream().map(RunResult::took).reduce(Duration.ZERO, Duration::plus);
    xml.append(
        String.format(
            Locale.ROOT,
            "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%s\">\n",
            attribute(name),
            results.size(),
            count(results, FAILURES),
            count(results, SKIPPED),
            seconds(all)));
    for (RunResult result : results) {
      append(xml, name, result);
    }
    return xml.append("</testsuite>\n").toString();
  }

  private static void append(StringBuilder xml, String name, RunResult result) {
    String setting = result.setting().variation();
    xml.append(
        String.format(
            Locale.ROOT,
            "  <testcase classname=\"%s\" name=\"%s\" time=\"%s\">\n",
            attribute(name + "." + result.setting().place()),
            attribute(result.test().name() + (setting.isEmpty() ? "" : ", " + setting)),
            seconds(result.took())));
    String message = attribute(Progress.words(result) + ": " + firstLine(result));
    if (FAILURES.contains(result.verdict())) {
      xml.append(
          String.format(
              Locale.ROOT, "    <failure type=\"%s\" message=\"%s\">", result.verdict(), message));
      text(xml, result.message() + "\n\n" + result.details().diagnosis());
      xml.append("</failure>\n");
    } else if (SKIPPED.contains(result.verdict())) {
      xml.append(String.format(Locale.ROOT, "    <skipped message=\"%s\"/>\n", message));
    }
    if (!result.details().ladder().isEmpty()) {
      xml.append("    <system-out>");
      text(xml, result.details().ladder());
      xml.append("</system-out>\n");
    }
    xml.append("  </testcase>\n");
  }

  private static String firstLine(RunResult result) {
    String text =
        result.details().diagnosis().isEmpty() ? result.message() : result.details().diagnosis();
    return text.lines().findFirst().orElse("");
  }

  private static long count(List<RunResult> results, Set<Verdict> verdicts) {
    return results.stream().filter(result -> verdicts.contains(result.verdict())).count();
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
  }

  private static String attribute(String plain) {
    StringBuilder xml = new StringBuilder();
    text(xml, plain);
    return xml.toString().replace("\n", "&#10;").replace("\t", "&#9;");
  }

  /** What XML can't have at all, a command may have said all the same. */
  private static void text(StringBuilder xml, String plain) {
    plain
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '"' -> xml.append("&quot;");
                default -> xml.appendCodePoint(isXml(point) ? point : 0xfffd);
              }
            });
  }

  private static boolean isXml(int point) {
    return point == '\n'
        || point == '\t'
        || point >= 0x20 && point <= 0xd7ff
        || point >= 0xe000 && point <= 0xfffd
        || point >= 0x10000;
  }
}
