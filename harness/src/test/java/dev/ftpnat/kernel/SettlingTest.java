package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked for right after something has happened is what is asked for later. */
@Timeout(240)
class SettlingTest {

  private static final int TIMES = Integer.getInteger("settling.times", 25);

  /** Longer than anything takes to be noticed. */
  private static final Duration LATER = Duration.ofSeconds(5);

  /** What it takes at least to wait for something of which nothing comes. */
  private static final Duration WAITED = Duration.ofMillis(15);

  /** What a client does until it is done or has failed; it leaves no connection open. */
  private interface Story {
    void run(FtpNat nat) throws IOException;
  }

  /** A certificate of nobody the client knows. */
  private static void distrusts(FtpNat nat) throws IOException {
    FTPSClient client;
    try {
      client = new FTPSClient(SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    try {
      client.connect(nat.host(), nat.port());
      throw new AssertionError("it trusts");
    } catch (IOException e) {
      // As it should be.
    } finally {
      client.disconnect();
    }
  }

  private static void entersWrongly(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.connect(nat.host(), nat.port());
    boolean ignored = client.login(nat.username(), "wrong");
    client.disconnect();
  }

  private static void followsAPrivateAddress(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setPassiveNatWorkaroundStrategy(address -> address);
    client.connect(nat.host(), nat.port());
    assertThat(client.login(nat.username(), nat.password())).isTrue();
    client.enterLocalPassiveMode();
    client.setConnectTimeout(60);
    try {
      String[] ignored = client.listNames();
    } catch (IOException e) {
      // As it should be.
    } finally {
      client.disconnect();
    }
  }

  /** Says something and is gone before the answer comes. */
  private static void leavesInTheMiddle(FtpNat nat) throws IOException {
    try (RawControl control = RawControl.login(nat)) {
      control.send("RETR missing.txt\r\n");
    }
  }

  private static Story story(String name) {
    return switch (name) {
      case "distrusts" -> SettlingTest::distrusts;
      case "enters wrongly" -> SettlingTest::entersWrongly;
      case "follows a private address" -> SettlingTest::followsAPrivateAddress;
      case "leaves in the middle" -> SettlingTest::leavesInTheMiddle;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Topology topology(String story) {
    return (story.startsWith("follows") ? Scenario.PRIVATE_IP_PASV : Scenario.EXTERNAL_ADDRESS)
        .topology().toBuilder().connectGiveUp(Duration.ofMillis(50)).build();
  }

  private static String told(FtpNat nat) {
    Optional<Diagnosis> diagnosis = nat.trace().diagnosis();
    return diagnosis.map(found -> found.cause() + ": " + found.sentence()).orElse("none");
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, distrusts",
    "SIMULATED, enters wrongly",
    "SIMULATED, follows a private address",
    "SIMULATED, leaves in the middle",
    "KERNEL, distrusts",
    "KERNEL, enters wrongly",
    "KERNEL, follows a private address",
    "KERNEL, leaves in the middle"
  })
  void aDiagnosisAtOnceIsTheOneLater(Network network, String name) throws Exception {
    List<String> differences = new ArrayList<>();
    for (int n = 0; n < TIMES; n++) {
      try (FtpNat nat = OnBoth.start(topology(name), network)) {
        story(name).run(nat);
        String atOnce = told(nat);
        int events = nat.trace().events().size();
        String later = later(nat, events);
        if (!later.equals(atOnce)) {
          differences.add("at once " + atOnce + "; later " + later);
        }
      }
    }
    assertThat(differences).as("of " + TIMES + " runs").isEmpty();
  }

  /** A process that has exited says nothing more, but what it said may still be under way. */
  @Test
  @NeedsKernel
  void afterAProcessHasExitedToo() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "needs curl");
    ExecutorService four = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> runs = new ArrayList<>();
      for (int n = 0; n < TIMES; n++) {
        runs.add(four.submit(SettlingTest::atOnceAndLaterOfCurl));
      }
      for (Future<String> run : runs) {
        assertThat(run.get()).isEmpty();
      }
    } finally {
      four.shutdownNow();
    }
  }

  private static String atOnceAndLaterOfCurl() {
    try (FtpNat nat =
        FtpNat.builder(topology("distrusts")).network(Network.KERNEL).detached().start()) {
      nat.exec("curl", "-s", "--ssl-reqd", "--max-time", "20", "ftp://" + nat.host() + "/");
      String atOnce = told(nat);
      String later = later(nat, nat.trace().events().size());
      return atOnce.equals(later) && !later.equals("none")
          ? ""
          : "at once " + atOnce + "; later " + later;
    }
  }

  /** When the connection has ended, or nothing can be missing any more. */
  private static String later(FtpNat nat, int events) {
    long deadline = System.nanoTime() + LATER.toNanos();
    while (nat.trace().only(ConnectionEnd.class).isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return told(nat) + (events > nat.trace().events().size() ? " with less events" : "");
  }

  /** No matter whether nobody is there, or somebody who waits. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whoeverIsIdleIsNotWaitedFor(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network)) {
      System.out.println(network + ", no client: " + fastest(nat));
      try (RawControl control = RawControl.login(nat)) {
        Duration fastest = fastest(nat);
        System.out.println(network + ", a client that waits: " + fastest);
        assertThat(fastest).isLessThan(WAITED);
        // The server waits for the client's data connection.
        control.command("PASV");
        control.send("LIST\r\n");
        assertThat(control.reply()).startsWith("150");
        assertThat(fastest(nat)).isLessThan(WAITED);
      }
    }
  }

  /** It goes on for as long as it likes, and nothing of it is recorded. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aTransferIsNotWaitedFor(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network)) {
      try (RandomAccessFile endless =
          new RandomAccessFile(nat.serverDirectory().resolve("endless").toFile(), "rw")) {
        endless.setLength(1L << 40);
      }
      FTPClient client = new FTPClient();
      client.connect(nat.host(), nat.port());
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.enterLocalPassiveMode();
      assertThat(client.setFileType(FTP.BINARY_FILE_TYPE)).isTrue();
      AtomicLong received = new AtomicLong();
      FutureTask<Void> transfer =
          new FutureTask<>(
              () -> {
                try (InputStream in = client.retrieveFileStream("endless")) {
                  byte[] buffer = new byte[1 << 16];
                  for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    received.addAndGet(n);
                  }
                }
                return null;
              });
      Thread reader = new Thread(transfer, "reads a file");
      reader.start();
      try {
        long deadline = System.nanoTime() + LATER.toNanos();
        while (received.get() < 1 << 20 && System.nanoTime() < deadline) {
          Thread.onSpinWait();
        }
        long before = received.get();
        Duration fastest = fastest(nat, 11);
        System.out.println(network + ", a transfer: " + fastest);
        assertThat(received.get()).isGreaterThan(before).isGreaterThan(1 << 20);
        assertThat(fastest).isLessThan(Duration.ofSeconds(1));
      } finally {
        client.disconnect();
        reader.join(LATER.toMillis());
      }
      assertThat(transfer).isDone();
    }
  }

  private static Duration fastest(FtpNat nat) {
    return fastest(nat, 101);
  }

  /** What is waited for is so each time, and what else the machine does isn't. */
  private static Duration fastest(FtpNat nat, int times) {
    long fastest = Long.MAX_VALUE;
    for (int n = 0; n < times; n++) {
      long began = System.nanoTime();
      assertThat(nat.trace().omitted()).isZero();
      fastest = Math.min(fastest, System.nanoTime() - began);
    }
    return Duration.ofNanos(fastest);
  }
}
