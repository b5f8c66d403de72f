package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium, driven through chromedriver's HTTP on loopback (W3C WebDriver). */
final class Browser implements AutoCloseable {

  private static final int MOST_STARTS = 5;

  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private Browser(Process driver, String session) {
    this.driver = driver;
    this.session = session;
  }

  /** What is missing for it; empty if nothing is. */
  static Optional<String> missing() {
    return Stream.of("chromedriver", "chromium")
        .filter(program -> find(program).isEmpty())
        .findFirst()
        .map(program -> "there is no `" + program + "` here (Debian: chromium, chromium-driver)");
  }

  private static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param profile an empty directory for what it keeps
   */
  static Browser start(Path profile, boolean dark, int width, int height) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(find("chromedriver").orElseThrow().toString(), "--port=0");
    // Chromium keeps temporary files beside its profile; they go with it.
    command.environment().put("TMPDIR", profile.toString());
    command.environment().put("HOME", profile.toString());
    command.redirectErrorStream(true);
    StringBuilder said = new StringBuilder();
    Process driver = command.start();
    try {
      Optional<String> port = port(driver, said);
      // It takes a port of IPv4 and wants the same of IPv6, which somebody else may have.
      for (int tried = 1; port.isEmpty() && tried < MOST_STARTS; tried++) {
        driver = command.start();
        port = port(driver, said);
      }
      if (port.isEmpty()) {
        throw new IOException("chromedriver ended without listening, and said:\n" + said);
      }
      String url = "http://127.0.0.1:" + port.get() + "/session";
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--disable-dev-shm-usage",
                  "--hide-scrollbars",
                  "--window-size=" + width + "," + height,
                  "--user-data-dir=" + profile.resolve("profile")));
      if (dark) {
        arguments.add("--blink-settings=preferredColorScheme=0");
      }
      Map<String, Object> wanted =
          Map.of(
              "capabilities",
              Map.of(
                  "alwaysMatch",
                  Map.of(
                      "goog:chromeOptions",
                      Map.of(
                          "args", arguments, "binary", find("chromium").orElseThrow().toString()),
                      "goog:loggingPrefs",
                      Map.of("browser", "ALL"))));
      Browser starting = new Browser(driver, url);
      String id = starting.post("", wanted).get("sessionId").asText();
      return new Browser(driver, url + "/" + id);
    } catch (IOException | RuntimeException | Error e) {
      end(driver);
      throw e;
    }
  }

  /** The port that it listens on; empty if it has ended instead. */
  private static Optional<String> port(Process driver, StringBuilder said) throws IOException {
    BufferedReader out = driver.inputReader(UTF_8); // Ends with the driver.
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return Optional.of(port.group(1));
      }
      said.append(line).append('\n');
    }
    return Optional.empty();
  }

  void open(String url) throws IOException {
    post("/url", Map.of("url", url));
  }

  /** The value of a JavaScript expression. */
  JsonNode evaluate(String expression) throws IOException {
    return post("/execute/sync", Map.of("script", "return " + expression, "args", List.of()));
  }

  /** Clicks, as a user does, on what a CSS selector finds, and so fails if that is covered. */
  void click(String selector) throws IOException {
    JsonNode element = post("/element", Map.of("using", "css selector", "value", selector));
    post("/element/" + element.elements().next().asText() + "/click", Map.of());
  }

  /** Presses a key, given as WebDriver does, such as {@code \\uE00C} for Escape. */
  void press(String key) throws IOException {
    List<Map<String, String>> strokes =
        List.of(Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key));
    post(
        "/actions",
        Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", strokes))));
  }

  /** All that the console has: errors of scripts and what the page's policy has refused. */
  List<String> console() throws IOException {
    List<String> messages = new ArrayList<>();
    post("/se/log", Map.of("type", "browser"))
        .forEach(entry -> messages.add(entry.get("message").asText()));
    return messages;
  }

  void screenshot(Path file) throws IOException {
    JsonNode png = send(HttpRequest.newBuilder(URI.create(session + "/screenshot")).GET());
    Files.write(file, Base64.getDecoder().decode(png.asText()));
  }

  private JsonNode post(String path, Object body) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create(session + path))
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException {
    String answer =
        http.sendAsync(
                request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString(UTF_8))
            .join()
            .body();
    JsonNode value = JSON.readTree(answer).get("value");
    if (value.has("error")) {
      throw new IOException(answer);
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    try {
      send(HttpRequest.newBuilder(URI.create(session)).DELETE());
    } finally {
      end(driver);
    }
  }

  private static void end(Process driver) {
    List<ProcessHandle> all =
        Stream.concat(driver.descendants(), Stream.of(driver.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    driver.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
