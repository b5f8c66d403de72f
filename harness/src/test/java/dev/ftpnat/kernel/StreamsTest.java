package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the record has of the bytes of connections that have ended, on both networks. */
class StreamsTest {

  private static final int SIZE = 100_000;
  private static final Pattern EPSV = Pattern.compile("\\|\\|\\|(\\d+)\\|");

  private static ConnectionEnd await(FtpNat nat, long connection, Predicate<ConnectionEnd> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    Optional<ConnectionEnd> end = end(nat, connection);
    while (end.filter(wanted).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not so after 10 s:\n" + nat.trace());
      }
      Thread.onSpinWait();
      end = end(nat, connection);
    }
    return end.get();
  }

  private static Optional<ConnectionEnd> end(FtpNat nat, long connection) {
    return nat.trace().only(ConnectionEnd.class).stream()
        .filter(each -> each.connection() == connection)
        .findFirst();
  }

  private static Socket dataConnection(FtpNat nat, RawControl control) throws IOException {
    Matcher port = EPSV.matcher(control.command("EPSV"));
    assertThat(port.find()).isTrue();
    return new Socket(nat.host(), Integer.parseInt(port.group(1)));
  }

  private static long last(FtpNat nat) {
    return nat.trace().connectionAttempts().stream()
        .mapToLong(ConnectionAttempt::connection)
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatArrivesWholeIsWhole(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network);
        RawControl control = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("down"), new byte[SIZE]);
      try (Socket data = dataConnection(nat, control)) {
        control.command("RETR down");
        assertThat(data.getInputStream().readAllBytes()).hasSize(SIZE);
      }
      assertThat(control.reply()).startsWith("226");
      assertThat(await(nat, last(nat), end -> end.stream(Party.SERVER).isWhole()).ofResponder())
          .isEqualTo(StreamEnd.whole(SIZE));

      try (Socket data = dataConnection(nat, control)) {
        control.command("STOR up");
        data.getOutputStream().write(new byte[SIZE]);
      }
      assertThat(control.reply()).startsWith("226");
      assertThat(await(nat, last(nat), end -> true).stream(Party.CLIENT))
          .isEqualTo(StreamEnd.whole(SIZE));

      control.command("QUIT");
      control.socket().close();
      ConnectionEnd end = await(nat, 1, each -> each.stream(Party.SERVER).isWhole());
      assertThat(end.stream(Party.CLIENT).isWhole()).isTrue();
      assertThat(end.stream(Party.CLIENT).written()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anUploadThatItsClientResetsIsNot(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network);
        RawControl control = RawControl.login(nat)) {
      try (Socket data = dataConnection(nat, control)) {
        control.command("STOR up");
        data.getOutputStream().write(new byte[SIZE]);
        data.setSoLinger(true, 0);
      }
      control.reply();
      StreamEnd stream =
          await(nat, last(nat), end -> end.stream(Party.CLIENT).kind() != Kind.OPEN).stream(
              Party.CLIENT);
      assertThat(stream.kind()).isEqualTo(Kind.RESET);
      assertThat(stream.by()).contains(Party.CLIENT);
      assertThat(stream.isWhole()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aDownloadThatItsClientBreaksOffIsNot(Network network) throws Exception {
    int much = 20_000_000;
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network);
        RawControl control = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("down"), new byte[much]);
      try (Socket data = dataConnection(nat, control)) {
        control.command("RETR down");
        assertThat(data.getInputStream().readNBytes(1000)).hasSize(1000);
      }
      control.reply();
      StreamEnd stream =
          await(nat, last(nat), end -> end.stream(Party.SERVER).kind() != Kind.OPEN).stream(
              Party.SERVER);
      assertThat(stream.kind()).isEqualTo(Kind.RESET);
      assertThat(stream.by()).contains(Party.CLIENT);
      assertThat(stream.delivered()).isLessThan(much);
    }
  }

  /** Nobody cuts what the client itself has reset. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aDownloadThatItsClientResetsIsNoLinksDoing(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network);
        RawControl control = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("down"), new byte[100 * SIZE]);
      try (Socket data = dataConnection(nat, control)) {
        control.command("RETR down");
        assertThat(data.getInputStream().read()).isZero();
        data.setSoLinger(true, 0);
      }
      assertThat(control.reply()).startsWith("426");
      StreamEnd stream = await(nat, last(nat), end -> true).stream(Party.CLIENT);
      assertThat(stream.kind()).isEqualTo(Kind.RESET);
      assertThat(stream.by()).contains(Party.CLIENT);
    }
  }
}
