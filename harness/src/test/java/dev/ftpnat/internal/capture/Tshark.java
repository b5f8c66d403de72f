package dev.ftpnat.internal.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Wireshark without its windows, if it is installed. */
public final class Tshark {

  private static final long SECONDS = 60;

  /** Wireshark leaves checksums alone otherwise, as hardware computes them. */
  private static final List<String> CHECKSUMS =
      List.of("-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE");

  private final Path directory;
  private final Path capture;

  /**
   * Reads a capture.
   *
   * @param directory an empty one, in place of the user's configuration
   */
  public Tshark(Path directory, Path capture) {
    this.directory = directory;
    this.capture = capture;
  }

  /** Why the tests that need it can't run, if they can't. */
  public static Optional<String> missing() {
    try {
      Process version = new ProcessBuilder("tshark", "--version").redirectErrorStream(true).start();
      version.getInputStream().readAllBytes();
      version.waitFor();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("skipped, since tshark isn't installed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /** What it prints with these arguments. */
  public List<String> run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
    command.addAll(CHECKSUMS);
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "output", "");
    Path errors = Files.createTempFile(directory, "errors", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("WIRESHARK_CONFIG_DIR", directory.toString());
    Process process =
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + " failed: " + Files.readString(errors));
      }
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  /** A field of the packets that a filter lets through. */
  public List<String> field(String field, String filter, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-T", "fields", "-e", field, "-Y", filter));
    return run(all.toArray(String[]::new));
  }
}
