package dev.ftpnat.junit.internal.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The report for programs. The guide describes the schema: members may be added to it; if one is
 * changed or taken away, its number is a new one.
 */
final class JsonReport {

  private static final int SCHEMA = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Half a pair without the other, which couldn't be written as UTF-8. */
  private static final Pattern LONE_HALF = Pattern.compile("\\p{Cs}");

  private JsonReport() {}

  static String render(Report report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("module", report.module());
    json.put("created", report.created().truncatedTo(ChronoUnit.SECONDS).toString());
    json.put("ftpnat", report.version());
    json.put("java", report.java());
    json.put("os", report.os());
    json.put("counts", counts(report));
    json.put("results", report.results().stream().map(JsonReport::result).toList());
    json.put("earlier", report.earlierResults().stream().map(JsonReport::result).toList());
    return LONE_HALF
            .matcher(GSON.toJson(json))
            .replaceAll(
                half -> String.format(Locale.ROOT, "\\\\u%04x", (int) half.group().charAt(0)))
        + "\n";
  }

  /** All verdicts, so that nobody has to ask whether one is there. */
  private static Map<String, Object> counts(Report report) {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict.name(), report.counts().getOrDefault(verdict, 0));
    }
    return counts;
  }

  private static Map<String, Object> result(RunResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", ResultStore.key(result));
    json.put("id", result.id());
    json.put("class", result.test().type());
    json.put("container", result.test().container());
    json.put("test", result.test().name());
    json.put("scenario", result.setting().place().scenario().map(Scenario::name).orElse(""));
    json.put("device", result.setting().place().device().map(NatDevice::name).orElse(""));
    json.put("variation", result.setting().variation());
    json.put("tls", result.setting().tls().name());
    json.put("vantage", result.setting().vantage().name());
    json.put("network", result.setting().network());
    json.put("verdict", result.verdict().name());
    json.put("failedAs", result.failedAs().map(Verdict::name).orElse(""));
    json.put("started", result.started().toString());
    json.put("millis", result.took().toMillis());
    json.put("failWithinMillis", result.failWithin().toMillis());
    json.put("dataConnectionsUnderTls", result.details().sessions().connections());
    json.put("resumedTlsSessions", result.details().sessions().resumed());
    json.put("message", result.message());
    json.put("diagnosis", result.details().diagnosis());
    json.put("ladder", result.details().ladder());
    return json;
  }
}
