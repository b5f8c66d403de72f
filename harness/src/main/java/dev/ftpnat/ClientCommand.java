package dev.ftpnat;

import dev.ftpnat.internal.network.ClientEnd;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A command that is to run on the client's host, with its settings. {@link #run} runs it, as often
 * as it is called; no shell is involved.
 *
 * <pre>{@code
 * CommandResult lftp =
 *     nat.command("lftp", "-f", "/dev/stdin")
 *         .input(
 *             "set ssl:ca-file %s\nopen -u ftpnat,secret %s\nls\n"
 *                 .formatted(nat.caPemFile(), nat.host()))
 *         .environment("HOME", home.toString())
 *         .timeout(Duration.ofSeconds(10))
 *         .run();
 * }</pre>
 */
public final class ClientCommand {

  private static final Duration LONGEST = Duration.ofDays(1);

  private final ClientEnd host;
  private final List<String> command;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Duration timeout = Duration.ofSeconds(60);
  private Optional<Path> directory = Optional.empty();
  private byte[] input = {};

  ClientCommand(ClientEnd host, List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command needs a program, and its arguments");
    }
    this.host = host;
    this.command = List.copyOf(command);
  }

  /**
   * Sets after which time the command is ended, with all that it has started; 60 seconds by
   * default.
   *
   * @throws IllegalArgumentException if it isn't between 1 ms and a day
   */
  public ClientCommand timeout(Duration newTimeout) {
    Objects.requireNonNull(newTimeout, "timeout");
    if (newTimeout.toMillis() < 1 || newTimeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "timeout " + newTimeout + " is not between 1 ms and " + LONGEST.toHours() + " h");
    }
    timeout = newTimeout;
    return this;
  }

  /**
   * Sets a variable of its environment, which otherwise is that of this JVM.
   *
   * @throws IllegalArgumentException if no variable can have this name or value
   */
  public ClientCommand environment(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "`" + name + "` can't be a variable of the environment with this value");
    }
    environment.put(name, value);
    return this;
  }

  /**
   * Sets its working directory; that of this JVM by default.
   *
   * @throws IllegalArgumentException if it isn't a directory
   */
  public ClientCommand directory(Path newDirectory) {
    Objects.requireNonNull(newDirectory, "directory");
    if (!Files.isDirectory(newDirectory)) {
      throw new IllegalArgumentException("`" + newDirectory + "` is not a directory");
    }
    directory = Optional.of(newDirectory);
    return this;
  }

  /** Sets what it reads from its standard input, in UTF-8; nothing by default. */
  public ClientCommand input(String text) {
    return input(Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
  }

  /** Sets what it reads from its standard input; nothing by default. */
  public ClientCommand input(byte[] bytes) {
    input = Objects.requireNonNull(bytes, "bytes").clone();
    return this;
  }

  /**
   * Runs it, wherever the calling thread is, and waits for its end. What it leaves running ends
   * with it.
   *
   * @throws UnsupportedOperationException on the {@linkplain Network#SIMULATED simulated} network
   * @throws UncheckedIOException if it can't be started, or the environment is closed
   * @throws CommandTimeoutException if it doesn't end in time
   */
  public CommandResult run() {
    return new ClientProcess(host, this).run();
  }

  List<String> command() {
    return command;
  }

  /** All that a message may say of it: among its arguments may be a password. */
  String program() {
    return command.get(0);
  }

  Map<String, String> environment() {
    return environment;
  }

  Duration timeout() {
    return timeout;
  }

  Optional<Path> directory() {
    return directory;
  }

  byte[] input() {
    return input;
  }
}
