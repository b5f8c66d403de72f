package dev.ftpnat.launcher.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import dev.ftpnat.ClientCommand;
import dev.ftpnat.CommandResult;
import dev.ftpnat.CommandTimeoutException;
import dev.ftpnat.FtpNat;
import dev.ftpnat.RunningGateway;
import dev.ftpnat.launcher.program.Times;
import dev.ftpnat.launcher.program.Variables;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What can be asked of an environment. */
final class Calls {

  private static final String FILES = "/v1/files";
  private static final String GATEWAYS = "/v1/gateways/";

  private final FtpNat nat;
  private final ServerFiles files;
  private final Optional<Runnable> end;

  /**
   * @param end what ends the environment; empty if nobody may who can ask this
   */
  Calls(FtpNat nat, Optional<Runnable> end) {
    this.nat = nat;
    this.files = new ServerFiles(nat.serverDirectory());
    this.end = end;
  }

  Answer answer(Request request) throws IOException, CallException {
    String path = request.path();
    if (path.equals(FILES) || path.startsWith(FILES + "/")) {
      return files.answer(request, path.substring(FILES.length()));
    }
    if (path.startsWith(GATEWAYS)) {
      only("POST", request);
      return gateway(path.substring(GATEWAYS.length()), request.json());
    }
    switch (path) {
      case "/v1/time" -> {
        only("POST", request);
        return advance(request.json());
      }
      case "/v1/command" -> {
        only("POST", request);
        return command(request.json());
      }
      case "/v1/end" -> {
        only("POST", request);
        return new Answer(204, "application/json", new byte[0], ending());
      }
      default -> {
        only("GET", request);
        return read(path);
      }
    }
  }

  private Runnable ending() throws CallException {
    return end.orElseThrow(
        () ->
            new CallException(
                409,
                "the environment ends with the command of `ftpnat run`. Only one of `ftpnat serve`"
                    + " can be ended so"));
  }

  private static void only(String method, Request request) throws CallException {
    if (!request.method().equals(method)) {
      throw CallException.ofMethod(request.path(), method);
    }
  }

  private Answer read(String path) throws IOException, CallException {
    return switch (path) {
      case "/v1/environment" -> Answer.json(Views.environment(nat));
      case "/v1/trace" -> Answer.of("application/json", nat.trace().toJson().getBytes(UTF_8));
      case "/v1/diagnosis" -> Answer.json(Views.diagnosis(nat.trace()));
      case "/v1/ladder" -> Answer.text("text/plain", nat.trace().ladder().text());
      case "/v1/ladder.svg" -> Answer.text("image/svg+xml", nat.trace().ladder().svg());
      case "/v1/capture" -> capture();
      case "/v1/toxiproxy" -> Answer.json(Map.of("url", nat.toxiproxyUrl().toString()));
      case "/v1/schema" -> schema(Calls.class, "schema.json");
      case "/v1/schema/trace" -> schema(Trace.class, "trace-schema.json");
      default ->
          throw new CallException(
              404,
              "there is no "
                  + path
                  + ". GET /v1/environment, /v1/files, /v1/trace, /v1/diagnosis, /v1/ladder,"
                  + " /v1/ladder.svg, /v1/capture, /v1/toxiproxy, /v1/schema, /v1/schema/trace; POST"
                  + " /v1/time,"
                  + " /v1/gateways/NAME, /v1/command, /v1/end");
    };
  }

  private static Answer schema(Class<?> beside, String name) throws IOException {
    try (InputStream schema = beside.getResourceAsStream(name)) {
      return Answer.of("application/schema+json", schema.readAllBytes());
    }
  }

  private Answer capture() throws IOException {
    Path file = Files.createTempFile("capture", ".pcapng");
    try {
      nat.writePcapng(file);
      return Answer.of("application/octet-stream", Files.readAllBytes(file));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Answer advance(JsonObject request) throws CallException {
    String time = Request.required(request, "advance");
    try {
      nat.advance(Times.parse(time));
    } catch (IllegalArgumentException e) {
      throw new CallException(400, "`advance`: " + e.getMessage());
    }
    return Answer.nothing();
  }

  private Answer gateway(String name, JsonObject request) throws CallException {
    RunningGateway gateway;
    try {
      gateway = nat.gateway(name);
    } catch (IllegalArgumentException e) {
      throw new CallException(404, e.getMessage());
    }
    String action = Request.required(request, "action");
    switch (action) {
      case "reboot" -> gateway.reboot();
      case "expire-idle-mappings" -> gateway.expireIdleMappings();
      case "change-public-address" -> {
        try {
          gateway.changePublicAddress(Request.required(request, "address"));
        } catch (IllegalArgumentException e) {
          throw new CallException(400, "`address`: " + e.getMessage());
        }
      }
      default ->
          throw new CallException(
              400,
              "there is no action `"
                  + action
                  + "`. They are: reboot, expire-idle-mappings, change-public-address");
    }
    return Answer.json(Views.gateway(gateway));
  }

  private Answer command(JsonObject request) throws CallException {
    Variables variables = Variables.of(nat);
    String[] words = variables.in(Request.texts(request, "command")).toArray(String[]::new);
    try {
      ClientCommand command = nat.command(words);
      System.getenv().keySet().stream()
          .filter(Variables::isProxy)
          .forEach(name -> command.environment(name, ""));
      variables.environment().forEach(command::environment);
      Optional<String> input = Request.text(request, "input");
      input.ifPresent(command::input);
      Optional<String> timeout = Request.text(request, "timeout");
      timeout.map(Times::parse).ifPresent(command::timeout);
      CommandResult result = command.run();
      return Answer.json(
          Map.of(
              "status", result.exitCode(), "output", result.output(), "errors", result.errors()));
    } catch (CommandTimeoutException e) {
      throw new CallException(504, e.getMessage());
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new CallException(400, e.getMessage());
    }
  }
}
