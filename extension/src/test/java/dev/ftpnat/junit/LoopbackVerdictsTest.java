package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * A client of {@code SocketChannel}s in every scenario of IPv4, by the network's own addresses and
 * by loopback: it comes to the same, for the same reason. What differs is in a test of its own.
 */
@Timeout(120)
class LoopbackVerdictsTest {

  private static final Pattern SIX = Pattern.compile("\\((\\d+,\\d+,\\d+,\\d+),(\\d+),(\\d+)\\)");

  private static final Pattern PORT = Pattern.compile("\\(\\|\\|\\|(\\d+)\\|\\)");

  /** Longer than the simulated stack waits. */
  private static final int PATIENCE = 800;

  /** How the client finds the server's port. */
  enum Mode {
    TRUSTING,
    CONTROL_HOST,
    EPSV
  }

  /**
   * What came of it.
   *
   * @param content what was downloaded; empty if nothing was
   * @param data what became of the data connections, as the record has it
   */
  private record Verdict(Optional<String> content, List<String> data) {}

  private static FtpNat.Builder builder(Scenario scenario, Attachment attachment) {
    Topology plain =
        scenario.topology().toBuilder()
            .connectGiveUp(Duration.ofMillis(300))
            .server(server -> server.tls(TlsMode.NONE))
            .build();
    return FtpNat.builder(plain).network(Network.SIMULATED).attachment(attachment);
  }

  private static FtpNat start(Scenario scenario, Attachment attachment) throws IOException {
    FtpNat nat = builder(scenario, attachment).start();
    Files.writeString(nat.serverDirectory().resolve("a.txt"), "content");
    return nat;
  }

  private static Verdict verdict(Scenario scenario, Mode mode, Attachment attachment)
      throws IOException {
    try (FtpNat nat = start(scenario, attachment)) {
      Optional<String> content;
      try (SocketChannel control =
          SocketChannel.open(new InetSocketAddress(nat.host(), nat.port()))) {
        content = download(nat, control, mode);
      }
      return new Verdict(
          content,
          nat.trace().concluded().connectionAttempts().stream()
              .skip(1)
              .map(LoopbackVerdictsTest::words)
              .toList());
    }
  }

  private static String words(ConnectionAttempt attempt) {
    return attempt.outcome() + " by " + attempt.decidedBy() + ": " + attempt.reason();
  }

  private static Optional<String> download(FtpNat nat, SocketChannel control, Mode mode)
      throws IOException {
    read(control);
    say(control, "USER " + nat.username());
    say(control, "PASS " + nat.password());
    String reply = say(control, mode == Mode.EPSV ? "EPSV" : "PASV");
    Pattern announced = mode == Mode.EPSV ? PORT : SIX;
    Optional<MatchResult> found = announced.matcher(reply).results().findFirst();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (SocketChannel data = SocketChannel.open()) {
      data.socket().connect(endpoint(nat, mode, found.get()), PATIENCE);
      if (!say(control, "RETR a.txt").startsWith("150")) {
        return Optional.empty();
      }
      return Optional.of(readAll(data));
    } catch (SocketTimeoutException | ConnectException e) {
      return Optional.empty();
    }
  }

  private static InetSocketAddress endpoint(FtpNat nat, Mode mode, MatchResult found) {
    if (mode == Mode.EPSV) {
      return new InetSocketAddress(nat.host(), Integer.parseInt(found.group(1)));
    }
    int port = Integer.parseInt(found.group(2)) * 256 + Integer.parseInt(found.group(3));
    String host = mode == Mode.TRUSTING ? found.group(1).replace(',', '.') : nat.host();
    return new InetSocketAddress(host, port);
  }

  private static String say(SocketChannel channel, String command) throws IOException {
    channel.write(ByteBuffer.wrap((command + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    return read(channel);
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteBuffer octet = ByteBuffer.allocate(1);
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\n") < 0 && channel.read(octet) == 1) {
      line.append((char) octet.get(0));
      octet.clear();
    }
    return line.toString();
  }

  private static String readAll(SocketChannel channel) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ByteBuffer bytes = ByteBuffer.allocate(100);
    while (channel.read(bytes) > 0) {
      content.write(bytes.array(), 0, bytes.position());
      bytes.clear();
    }
    return content.toString(StandardCharsets.UTF_8);
  }

  @TestFactory
  Stream<DynamicTest> isTheSameByLoopback() {
    return Stream.of(Scenario.values())
        .filter(scenario -> scenario.topology().families().equals(Set.of(AddressFamily.IPV4)))
        .map(scenario -> dynamicTest(scenario.name(), () -> isTheSameByLoopback(scenario)));
  }

  private static void isTheSameByLoopback(Scenario scenario) throws IOException {
    for (Mode mode : Mode.values()) {
      Verdict virtual = verdict(scenario, mode, Attachment.VIRTUAL);
      Verdict loopback = verdict(scenario, mode, Attachment.LOOPBACK);

      assertThat(loopback).as("%s, %s", scenario, mode).isEqualTo(virtual);
    }
  }

  /**
   * commons-net takes the control connection's address in place of a private one, and on loopback
   * none is private: the difference that the guide tells of.
   */
  @Test
  void classesOfAddressesAreNotToBeToldApart() throws IOException {
    assertThat(getsTheFile(Attachment.VIRTUAL)).isTrue();
    assertThat(getsTheFile(Attachment.LOOPBACK)).isFalse();
  }

  private static boolean getsTheFile(Attachment attachment) throws IOException {
    try (FtpNat nat = start(Scenario.PRIVATE_IP_PASV, attachment)) {
      FTPClient client = new FTPClient();
      client.setConnectTimeout(PATIENCE);
      client.connect(nat.host(), nat.port());
      client.login(nat.username(), nat.password());
      client.enterLocalPassiveMode();
      client.setIpAddressFromPasvResponse(true);
      try {
        return client.retrieveFile("a.txt", new ByteArrayOutputStream());
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        client.disconnect();
      }
    }
  }
}
