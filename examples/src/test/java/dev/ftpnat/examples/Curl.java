package dev.ftpnat.examples;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs curl on an environment's network, which it gets onto through SOCKS. Active mode isn't
 * possible that way: curl's own listening socket isn't in the network.
 */
final class Curl {

  private static final int TIMEOUT_SECONDS = 30;

  private final FtpNat nat;
  private final boolean encrypted;

  Curl(FtpNat nat, boolean encrypted) {
    this.nat = nat;
    this.encrypted = encrypted;
  }

  /** What a run of curl came to. */
  record Result(int status, String output) {}

  /**
   * Runs curl; a test is skipped if there is none.
   *
   * @param path what to get or put, without the first slash
   */
  Result run(String path, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-q", "--silent", "--show-error"));
    // On the kernel network a process of this thread is on the client's host, like the thread.
    String host = nat.network() == Network.KERNEL ? nat.host() : nat.hostName();
    if (nat.socksProxy().address() instanceof InetSocketAddress socks) {
      command.add("--socks5-hostname");
      command.add(socks.getHostString() + ":" + socks.getPort());
    }
    if (encrypted) {
      command.addAll(List.of("--ssl-reqd", "--cacert", nat.caPemFile().toString()));
    }
    command.add("--user");
    command.add(nat.username() + ":" + nat.password());
    command.addAll(List.of(options));
    command.add("ftp://" + host + "/" + path);

    Process process = start(command);
    try {
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()));
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("curl is still running: " + command);
      }
      return new Result(process.exitValue(), output.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("skipped, since curl can't be started: " + e.getMessage());
    }
  }

  private static String readAll(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "curl's output can't be read: " + e.getMessage();
    }
  }
}
