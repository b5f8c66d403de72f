package dev.ftpnat.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ServerEvent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ftpnat serve}. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the tests use Linux's shell and /proc")
@Timeout(120)
class ServeProcessTest {

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private Process process;
  private Path ready;
  private String control;

  private void serve(String... words) throws Exception {
    ready = Ftpnat.newDirectory().resolve("ready.json");
    List<String> all = new ArrayList<>(List.of("serve"));
    all.addAll(List.of(words));
    all.addAll(List.of("--ready-file", ready.toString()));
    process =
        Ftpnat.here()
            .builder(all.toArray(String[]::new))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    assertThat(line).startsWith("ftpnat ready: http://127.0.0.1:");
    control = line.substring("ftpnat ready: ".length());
  }

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(ready).doesNotExist();
    }
  }

  @Test
  void theReadyFileSaysWhereEverythingIs() throws Exception {
    serve("EPSV_ONLY", "--tls", "none");

    JsonObject environment = JsonParser.parseString(Files.readString(ready)).getAsJsonObject();

    assertThat(environment.get("control").getAsString()).isEqualTo(control);
    assertThat(environment.get("tls").getAsString()).isEqualTo("none");
    assertThat(Path.of(environment.get("directory").getAsString())).isDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ready)))
        .isEqualTo("rw-------");
    checkAgainstSchema("GET /v1/environment", environment);
  }

  @Test
  void itEndsWhenASignalSaysSo() throws Exception {
    serve("DIRECT");
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void itEndsWithItsStandardInput() throws Exception {
    serve("DIRECT");
    process.getOutputStream().close();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void itEndsWhenItIsAskedTo() throws Exception {
    serve("DIRECT");
    assertThat(post("/v1/end", "{}").statusCode()).isEqualTo(204);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void nothingIsLeftOfOneThatIsKilled() throws Exception {
    serve("DIRECT");
    Path run =
        Path.of(
                JsonParser.parseString(Files.readString(ready))
                    .getAsJsonObject()
                    .get("directory")
                    .getAsString())
            .getParent();
    process.destroyForcibly();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Files.exists(ready) || Files.exists(run)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aFileThatIsNotItsOwnStays() throws Exception {
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("ready.json"), "something else");

    Ftpnat.Result wrong = Ftpnat.here().run("serve", "DRECT", "--ready-file", file.toString());

    assertThat(wrong.status()).isEqualTo(2);
    assertThat(file).hasContent("something else");
  }

  @Test
  void aReadyFileThatAnotherHasTakenStays() throws Exception {
    serve("DIRECT");
    Files.writeString(ready, "another's");

    assertThat(post("/v1/end", "{}").statusCode()).isEqualTo(204);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(ready).hasContent("another's");
    Files.delete(ready);
  }

  @Test
  void anUploadThatBreaksOffLeavesWhatWasThere() throws Exception {
    serve("DIRECT");
    send("PUT", "/v1/files/a.csv", "before");
    URI url = URI.create(control + "/v1/files/a.csv");
    try (Socket half = new Socket(url.getHost(), url.getPort())) {
      half.getOutputStream()
          .write(
              ("PUT " + url.getPath() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
                  .getBytes(UTF_8));
      half.shutdownOutput();
      // Whatever is said: when it is, the server has done.
      half.getInputStream().readAllBytes();
    }

    assertThat(get("/v1/files/a.csv").body()).isEqualTo("before");
    assertThat(get("/v1/files").body()).doesNotContain(".part");
  }

  @Test
  void commandsThatTakeLongKeepNobodyWaiting() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can serve there");
    Ftpnat.here().needingTheKernel();
    serve("DIRECT", "--network", "kernel");
    Path begun = Ftpnat.newDirectory();
    List<CompletableFuture<HttpResponse<String>>> commands = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      String body = "{\"command\": [\"sh\", \"-c\", \"touch " + begun + "/" + n + "; sleep 60\"]}";
      commands.add(
          http.sendAsync(
              HttpRequest.newBuilder(URI.create(control + "/v1/command"))
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString()));
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (begun.toFile().list().length < commands.size()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }

    assertThat(get("/v1/environment").statusCode()).isEqualTo(200);
    assertThat(post("/v1/end", "{}").statusCode()).isEqualTo(204);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void filesGoBothWays() throws Exception {
    serve("DIRECT");

    assertThat(send("PUT", "/v1/files/in/a%20b.csv", "a;b").statusCode()).isEqualTo(204);
    assertThat(get("/v1/files/in/a%20b.csv").body()).isEqualTo("a;b");
    JsonObject list = json("GET /v1/files", get("/v1/files"));
    assertThat(list.toString()).contains("{\"name\":\"in/a b.csv\",\"size\":3}");
    assertThat(send("DELETE", "/v1/files/in/a%20b.csv", "").statusCode()).isEqualTo(204);
    assertThat(get("/v1/files/in/a%20b.csv").statusCode()).isEqualTo(404);
    assertThat(get("/v1/files/../../etc/passwd").statusCode()).isIn(400, 404);
    assertThat(get("/v1/files/%2e%2e/%2e%2e/etc/passwd").statusCode()).isEqualTo(400);
  }

  @Test
  void aClientOutsideIsSeenAndDiagnosed() throws Exception {
    serve("EPSV_ONLY", "--tls", "none");
    assertThat(json("GET /v1/diagnosis", get("/v1/diagnosis")).get("failed").getAsBoolean())
        .isFalse();

    aClientIsRefused();

    JsonObject diagnosis = json("GET /v1/diagnosis", get("/v1/diagnosis"));
    assertThat(diagnosis.get("failed").getAsBoolean()).isTrue();
    assertThat(diagnosis.toString()).contains("COMMAND_REFUSED");
    assertThat(get("/v1/ladder").body()).contains("502 Command not implemented");
    assertThat(get("/v1/ladder.svg").body()).startsWith("<svg");
    assertThat(get("/v1/capture").body()).hasSizeGreaterThan(500);
  }

  @Test
  void theTraceIsTheRecordThatOthersReadToo() throws Exception {
    serve("EPSV_ONLY", "--tls", "none");
    aClientIsRefused();

    String record = get("/v1/trace").body();
    Trace trace = Trace.fromJson(record);
    JsonObject schema = JsonParser.parseString(get("/v1/schema/trace").body()).getAsJsonObject();
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("trace.json"), record);
    Ftpnat.Result explained = Ftpnat.here().run("explain", file.toString());

    assertThat(trace.toJson()).isEqualTo(record);
    assertThat(trace.events()).hasAtLeastOneElementOfType(ServerEvent.Command.class);
    assertThat(trace.ladder().text()).isEqualTo(get("/v1/ladder").body());
    assertThat(JsonParser.parseString(record).getAsJsonObject().keySet())
        .containsExactlyElementsOf(schema.getAsJsonObject("properties").keySet());
    assertThat(explained.output()).contains("COMMAND_REFUSED");
    assertThat(get("/v1/schema").body()).contains("\"$ref\": \"schema/trace\"");
  }

  @Test
  void aDeviceIsServedAsWell() throws Exception {
    serve("--device", "cgn");

    JsonObject environment = json("GET /v1/environment", get("/v1/environment"));

    assertThat(environment.get("scenario").getAsString()).isEqualTo("CGN");
    assertThat(environment.getAsJsonArray("gateways").toString()).isEqualTo("[\"client NAT\"]");
  }

  /** RFC 9110, 9.3.2 and 15.5.6. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/environment",
        "/v1/files",
        "/v1/files/a.csv",
        "/v1/trace",
        "/v1/ladder",
        "/v1/schema"
      })
  void headIsAnsweredAsGetWithoutTheBody(String path) throws Exception {
    serve("DIRECT");
    send("PUT", "/v1/files/a.csv", "a;b");

    HttpResponse<String> got = get(path);
    HttpResponse<String> head = send("HEAD", path, "");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("Content-Type", "Content-Length")) {
      assertThat(head.headers().firstValue(name)).isEqualTo(got.headers().firstValue(name));
    }
  }

  @Test
  void aMethodThatIsWrongIsToldWithThoseThatAreRight() throws Exception {
    serve("DIRECT");

    assertThat(send("PUT", "/v1/trace", "").headers().firstValue("Allow")).hasValue("HEAD, GET");
    assertThat(send("HEAD", "/v1/end", "").headers().firstValue("Allow")).hasValue("POST");
    assertThat(send("POST", "/v1/files/a", "").headers().firstValue("Allow"))
        .hasValue("HEAD, GET, PUT, DELETE");
    assertThat(send("HEAD", "/v1/end", "").statusCode()).isEqualTo(405);
    assertThat(send("HEAD", "/v1/files/missing", "").statusCode()).isEqualTo(404);
    assertThat(get("/v1/files").statusCode()).isEqualTo(200);
  }

  @Test
  void gatewaysAndTimeObey() throws Exception {
    serve("IDLE_CONTROL_TIMEOUT");
    assertThat(post("/v1/time", "{\"advance\": \"6m\"}").statusCode()).isEqualTo(204);
    assertThat(post("/v1/time", "{\"advance\": \"soon\"}").body()).contains("`soon` is no time");

    JsonObject gateway =
        json(
            "POST /v1/gateways/NAME",
            post(
                "/v1/gateways/server%20NAT",
                "{\"action\": \"change-public-address\", \"address\": \"203.0.113.99\"}"));
    assertThat(gateway.get("public_address").getAsString()).isEqualTo("203.0.113.99");
    assertThat(post("/v1/gateways/server%20NAT", "{\"action\": \"rebot\"}").body())
        .contains("They are: reboot, expire-idle-mappings, change-public-address");
    assertThat(post("/v1/gateways/nobody", "{\"action\": \"reboot\"}").statusCode()).isEqualTo(404);
    assertThat(post("/v1/time", "nonsense").statusCode()).isEqualTo(400);
  }

  @Test
  void toxicsAreToxiproxys() throws Exception {
    serve("DIRECT");

    URI toxiproxy =
        URI.create(json("GET /v1/toxiproxy", get("/v1/toxiproxy")).get("url").getAsString());

    assertThat(
            http.send(
                    HttpRequest.newBuilder(toxiproxy.resolve("/proxies")).build(),
                    BodyHandlers.ofString())
                .body())
        .contains("\"control\"");
  }

  @Test
  void whoDoesNotKnowTheSecretLearnsNothing() throws Exception {
    serve("DIRECT");
    URI wrong = URI.create(control).resolve("/0123456789/v1/environment");

    HttpResponse<String> refused =
        http.send(HttpRequest.newBuilder(wrong).build(), BodyHandlers.ofString());

    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(refused.body()).doesNotContain("password");
  }

  @Test
  void whatIsNotThereIsToldWithWhatIs() throws Exception {
    serve("DIRECT");
    assertThat(get("/v1/tarce").statusCode()).isEqualTo(404);
    assertThat(get("/v1/tarce").body()).contains("/v1/trace");
    assertThat(send("PUT", "/v1/trace", "").statusCode()).isEqualTo(405);
    assertThat(get("/v1/schema").body()).contains("POST /v1/gateways/NAME");
    assertThat(post("/v1/command", "{\"command\": [\"true\"]}").statusCode()).isEqualTo(409);
  }

  @Test
  void onTheKernelNetworkCommandsRunAtTheClient() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can serve there");
    Ftpnat.here().needingTheKernel();
    serve("ALG_REWRITES", "--network", "kernel");

    JsonObject result =
        json(
            "POST /v1/command",
            post(
                "/v1/command",
                "{\"command\": [\"curl\", \"-q\", \"-sS\", \"-u\", \"{user}:{password}\","
                    + " \"ftp://{host}/\"], \"timeout\": \"10s\"}"));

    assertThat(result.get("status").getAsInt()).as(result.toString()).isZero();
    JsonObject environment = json("GET /v1/environment", get("/v1/environment"));
    Process inside =
        new ProcessBuilder(
                "nsenter",
                "--net=" + environment.get("namespace").getAsString(),
                "curl",
                "-q",
                "-sS",
                environment.getAsJsonObject("variables").get("FTPNAT_URL").getAsString())
            .start();
    assertThat(inside.waitFor()).isZero();
  }

  @Test
  void anOrdinaryUserIsToldThatHeCannotServeOnTheKernelNetwork() throws Exception {
    Ftpnat.Result refused = Ftpnat.asNobody().run("serve", "DIRECT", "--network", "kernel");

    assertThat(refused.status()).isEqualTo(69);
    assertThat(refused.errors()).contains("the kernel network needs the right to make network");
  }

  @Test
  void whatFilesCantBeIsAnsweredAsWell() throws Exception {
    serve("DIRECT");
    assertThat(send("PUT", "/v1/files/a/b.txt", "x").statusCode()).isEqualTo(204);

    HttpResponse<String> notEmpty = send("DELETE", "/v1/files/a", "");
    assertThat(notEmpty.statusCode()).isEqualTo(409);
    assertThat(notEmpty.body()).contains("`a` is a directory that isn't empty");
    assertThat(send("PUT", "/v1/files/a", "x").statusCode()).isEqualTo(409);
    assertThat(send("PUT", "/v1/files/a/b.txt/c", "x").statusCode()).isEqualTo(409);
    assertThat(send("PUT", "/v1/files/" + "x".repeat(300), "x").statusCode()).isEqualTo(409);
    assertThat(send("GET", "/v1/files/a%00b", "").statusCode()).isEqualTo(400);
    assertThat(post("/v1/time", "{\"advance\": \"300000000h\"}").statusCode()).isEqualTo(400);
    assertThat(get("/v1/files/a/b.txt").body()).isEqualTo("x");
    HttpResponse<String> tooLong = post("/v1/time", " ".repeat(3_000_000));
    assertThat(tooLong.statusCode()).isEqualTo(413);
    assertThat(tooLong.body()).contains("longer than 1048576 bytes");
  }

  /** In EPSV_ONLY, without EPSV. */
  private void aClientIsRefused() throws Exception {
    JsonObject environment = json("GET /v1/environment", get("/v1/environment"));
    Process curl =
        new ProcessBuilder(
                "curl",
                "-q",
                "-sS",
                "-m",
                "9",
                "--disable-epsv",
                "--socks5-hostname",
                environment.get("socks").getAsString(),
                environment.getAsJsonObject("variables").get("FTPNAT_URL").getAsString())
            .start();
    assertThat(curl.waitFor()).isNotZero();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "");
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(control + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonObject json(String call, HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonObject json = JsonParser.parseString(response.body()).getAsJsonObject();
    checkAgainstSchema(call, json);
    return json;
  }

  /** As much of JSON Schema as ours uses. */
  private void checkAgainstSchema(String call, JsonObject json) throws Exception {
    JsonObject schema = JsonParser.parseString(get("/v1/schema").body()).getAsJsonObject();
    check(call, schema.getAsJsonObject("$defs").getAsJsonObject(call), json);
  }

  private static void check(String where, JsonObject schema, JsonElement value) {
    if (schema.has("enum")) {
      assertThat(schema.getAsJsonArray("enum")).as(where).contains(value);
    }
    if (schema.has("type")) {
      assertThat(schema.get("type").toString()).as(where).contains("\"" + type(value) + "\"");
    }
    if (value.isJsonArray() && schema.has("items")) {
      value
          .getAsJsonArray()
          .forEach(each -> check(where + "[]", schema.getAsJsonObject("items"), each));
    }
    if (value.isJsonObject() && schema.has("properties")) {
      JsonObject properties = schema.getAsJsonObject("properties");
      if (schema.has("required")) {
        schema
            .getAsJsonArray("required")
            .forEach(name -> assertThat(value.getAsJsonObject().has(name.getAsString())).isTrue());
      }
      value
          .getAsJsonObject()
          .entrySet()
          .forEach(
              member -> {
                String there = where + "." + member.getKey();
                assertThat(properties.has(member.getKey())).as(there).isTrue();
                check(there, properties.getAsJsonObject(member.getKey()), member.getValue());
              });
    }
  }

  private static String type(JsonElement value) {
    if (value.isJsonNull()) {
      return "null";
    }
    if (value.isJsonArray()) {
      return "array";
    }
    if (value.isJsonObject()) {
      return "object";
    }
    if (value.getAsJsonPrimitive().isBoolean()) {
      return "boolean";
    }
    if (value.getAsJsonPrimitive().isString()) {
      return "string";
    }
    return value.getAsString().matches("-?\\d+") ? "integer" : "number";
  }
}
