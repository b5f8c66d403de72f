package dev.ftpnat.junit.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser. Screenshots go to {@code target/ftpnat-screenshots}, to be looked at.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BrowserTest {

  private static final String ESCAPE = "\uE00C";
  private static final String ENTER = "\uE007";
  private static final String OPEN = "document.querySelector('dialog[open]')";

  @TempDir private Path directory;
  private String page;

  @BeforeAll
  static void requireBrowser() {
    Optional<String> missing = Browser.missing();
    missing.ifPresent(what -> System.out.println("BrowserTest skipped: " + what));
    assumeTrue(missing.isEmpty(), missing.orElse(""));
  }

  @BeforeEach
  void writePage() throws Exception {
    Path file = directory.resolve("compatibility.html");
    Report report = Report.of("acme-transfer", Samples.NOON, Samples.ofAllKinds());
    Files.writeString(file, HtmlReport.render(report));
    page = file.toUri().toString();
  }

  private Browser browser(String name, boolean dark, int width, int height) throws Exception {
    return Browser.start(Files.createDirectory(directory.resolve(name)), dark, width, height);
  }

  private static String idOf(String test, Scenario scenario) {
    return Samples.ofAllKinds().stream()
        .filter(
            one ->
                one.test().name().equals(test) && one.setting().place().equals(Place.of(scenario)))
        .map(HtmlDetail::id)
        .findFirst()
        .orElseThrow();
  }

  private static String cell(String test, Scenario scenario) {
    return "a[href='#" + idOf(test, scenario) + "']";
  }

  private static boolean isOpen(Browser browser) throws Exception {
    return browser.evaluate(OPEN + " !== null").asBoolean();
  }

  @Test
  void aCellOpensItsLadderAndDiagnosis() throws Exception {
    try (Browser browser = browser("profile", false, 1200, 900)) {
      browser.open(page);
      assertThat(browser.evaluate("document.querySelectorAll('a.cell').length").asInt())
          .isEqualTo(Samples.ofAllKinds().size());
      assertThat(isOpen(browser)).isFalse();

      browser.click(cell("download", Scenario.PRIVATE_IP_PASV));
      assertThat(browser.evaluate(OPEN + ".id").asText())
          .isEqualTo(idOf("download", Scenario.PRIVATE_IP_PASV));
      assertThat(browser.evaluate(OPEN + ".innerText").asText())
          .contains("download in PRIVATE_IP_PASV", "failed cleanly after 1.1 s")
          .contains("The client followed 227 to 10.0.7.121")
          .contains("SocketTimeoutException: Connect timed out");
      assertThat(
              browser
                  .evaluate(OPEN + ".querySelector('img').decode().then(() => 'drawn')")
                  .asText())
          .isEqualTo("drawn");
      browser.click("dialog[open] summary");
      assertThat(browser.evaluate(OPEN + ".innerText").asText())
          .contains("server #1 > 227 Entering Passive Mode (10,0,7,121,15,6).");

      assertThat(browser.evaluate("location.hash").asText())
          .isEqualTo("#" + idOf("download", Scenario.PRIVATE_IP_PASV));
      browser.click("dialog[open] .close");
      assertThat(isOpen(browser)).isFalse();
      // A dialog says that it is closed a moment after it is.
      assertThat(
              browser
                  .evaluate(
                      "new Promise(done => requestAnimationFrame(() => setTimeout("
                          + "() => done(location.hash), 50)))")
                  .asText())
          .isEmpty();
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void aKeyboardIsEnough() throws Exception {
    try (Browser browser = browser("profile", false, 1200, 900)) {
      browser.open(page);
      String cell = "document.querySelector(\"" + cell("listing", Scenario.EPSV_ONLY) + "\")";
      browser.evaluate(cell + ".focus()");
      browser.press(ENTER);
      assertThat(browser.evaluate(OPEN + ".innerText").asText()).contains("silently wrong");
      browser.press(ESCAPE);
      assertThat(isOpen(browser)).isFalse();
      assertThat(browser.evaluate("document.activeElement === " + cell).asBoolean()).isTrue();
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void aLinkOpensACellAndOneStepsFromThereToItsNeighbours() throws Exception {
    try (Browser browser = browser("profile", false, 1200, 900)) {
      browser.open(page + "#" + idOf("listing", Scenario.EPSV_ONLY));
      assertThat(browser.evaluate(OPEN + ".id").asText())
          .isEqualTo(idOf("listing", Scenario.EPSV_ONLY));
      browser.click("dialog[open] [data-step='-1']");
      assertThat(browser.evaluate(OPEN + ".id").asText())
          .isEqualTo(idOf("downloadWithEpsvFallback", Scenario.EPSV_ONLY));
      assertThat(browser.evaluate("document.querySelectorAll('dialog[open]').length").asInt())
          .isOne();
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void hostileTextIsOnlyText() throws Exception {
    try (Browser browser = browser("profile", false, 1200, 900)) {
      RunResult hostile =
          Samples.result(
              Samples.HOSTILE,
              Samples.HOSTILE,
              Scenario.DIRECT,
              TlsMode.NONE,
              Samples.HOSTILE,
              Verdict.FAILED_CLEANLY,
              Samples.HOSTILE);
      Path file = directory.resolve("hostile.html");
      Files.writeString(
          file, HtmlReport.render(Report.of(Samples.HOSTILE, Samples.NOON, List.of(hostile))));
      browser.open(file.toUri().toString());
      browser.click("a.cell");
      assertThat(browser.evaluate("typeof window.hacked").asText()).isEqualTo("undefined");
      assertThat(browser.evaluate(OPEN + ".querySelector('pre.message').textContent").asText())
          .isEqualTo(Samples.HOSTILE.replace('\u0007', '\ufffd'));
      assertThat(browser.evaluate("document.querySelectorAll('script').length").asInt()).isOne();
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void nothingIsWiderThanTheScreenInLightAndDark() throws Exception {
    Path screenshots = Files.createDirectories(Path.of("target/ftpnat-screenshots"));
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {1280, 500}) {
        String name = (dark ? "dark-" : "light-") + width;
        try (Browser browser = browser(name, dark, width, 1000)) {
          browser.open(page);
          assertThat(
                  browser
                      .evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
                      .asBoolean())
              .isEqualTo(dark);
          browser.screenshot(screenshots.resolve(name + ".png"));
          assertFits(browser);
          browser.click(cell("listing", Scenario.PRIVATE_IP_PASV));
          browser.screenshot(screenshots.resolve(name + "-open.png"));
          assertFits(browser);
          assertThat(browser.console()).isEmpty();
        }
      }
    }
  }

  private static void assertFits(Browser browser) throws Exception {
    assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth").asBoolean())
        .isTrue();
  }
}
