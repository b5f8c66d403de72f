package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What servers that play others do when time passes, and what settings change, on both networks.
 * What they say otherwise is compared with the real ones elsewhere.
 */
class PersonalitiesTest {

  private static final Pattern PORT = Pattern.compile("(\\d+),(\\d+)\\)|\\|\\|\\|(\\d+)\\|");

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  @Retention(RetentionPolicy.RUNTIME)
  private @interface OnEachNetwork {}

  /**
   * A session in steps: {@code > LINE} says something and hears the reply, {@code >> LINE} only
   * says it; {@code < REPLY} is the next reply, {@code < -} the end. {@code connect} makes a data
   * connection, {@code read}, {@code write}, {@code close} use it, and {@code NUMBER s} lets so
   * many seconds pass.
   */
  private static void play(
      Network network,
      ServerPersonality personality,
      UnaryOperator<Server.Builder> settings,
      boolean login,
      String steps)
      throws IOException {
    Topology topology =
        Topology.builder()
            .server(settings.apply(Server.builder().personality(personality)).build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, network)) {
      Files.writeString(nat.serverDirectory().resolve("hello.txt"), "hello\n");
      try (RawControl control = login ? RawControl.login(nat) : RawControl.connect(nat)) {
        new Player(nat, control).play(steps.lines().map(String::strip).toList());
      }
    }
  }

  /** The same of a server as it comes, by a client that has logged in. */
  private static void play(Network network, ServerPersonality personality, String steps)
      throws IOException {
    play(network, personality, settings -> settings, true, steps);
  }

  private static final class Player {
    private final FtpNat nat;
    private final RawControl control;
    private final List<Socket> connections = new ArrayList<>();
    private int port;

    Player(FtpNat nat, RawControl control) {
      this.nat = nat;
      this.control = control;
    }

    void play(List<String> steps) throws IOException {
      String said = "";
      for (String step : steps) {
        if (step.startsWith("> ") || step.startsWith(">> ")) {
          control.send(step.substring(step.indexOf(' ') + 1) + "\r\n");
          said = step;
          if (step.startsWith("> ")) {
            hear(said, null);
          }
        } else if (step.startsWith("< ")) {
          hear(said, step.substring(2));
        } else if (step.endsWith(" s")) {
          nat.advance(Duration.ofSeconds(Long.parseLong(step.substring(0, step.length() - 2))));
        } else {
          useData(step);
        }
      }
      for (Socket open : connections) {
        open.close();
      }
    }

    private void hear(String said, String expected) throws IOException {
      String reply = control.reply();
      if (expected != null) {
        String last = reply == null ? "-" : reply.substring(reply.lastIndexOf('\n') + 1);
        assertThat(last).describedAs(said).isEqualTo(expected);
      }
      Matcher named = PORT.matcher(String.valueOf(reply));
      if (named.find()) {
        port =
            named.group(3) == null
                ? Integer.parseInt(named.group(1)) << 8 | Integer.parseInt(named.group(2))
                : Integer.parseInt(named.group(3));
      }
    }

    private void useData(String step) throws IOException {
      if (step.equals("connect")) {
        connections.add(new Socket(nat.host(), port));
        return;
      }
      Socket data = connections.get(connections.size() - 1);
      switch (step) {
        case "read" ->
            assertThat(data.getInputStream().readAllBytes())
                .asString(StandardCharsets.US_ASCII)
                .isEqualToNormalizingNewlines("hello\n");
        case "write" -> data.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
        case "close" -> data.close();
        default -> throw new IllegalArgumentException(step);
      }
    }
  }

  @OnEachNetwork
  void vsftpdGivesUpWaiting(Network network) throws IOException {
    play(
        network,
        ServerPersonality.VSFTPD_3_0,
        """
        > PASV
        >> RETR hello.txt
        61 s
        < 425 Failed to establish connection.
        > PASV
        connect
        >> STOR up.txt
        < 150 Ok to send data.
        299 s
        write
        299 s
        2 s
        < 421 Data timeout. Reconnect. Sorry.
        < -""");
  }

  @OnEachNetwork
  void vsftpdListensToWhoeverSaysSomething(Network network) throws IOException {
    play(
        network,
        ServerPersonality.VSFTPD_3_0,
        """
        299 s
        >> NOOP
        < 200 NOOP ok.
        299 s
        >> NOOP
        < 200 NOOP ok.
        301 s
        < 421 Timeout.
        < -""");
  }

  @OnEachNetwork
  void proftpdWantsALoginInTime(Network network) throws IOException {
    play(
        network,
        ServerPersonality.PROFTPD_1_3,
        settings -> settings,
        false,
        """
        200 s
        >> NOOP
        < 200 NOOP command successful
        101 s
        < 421 Login timeout (300 seconds): closing control connection
        < -""");
  }

  @OnEachNetwork
  void proftpdWantsTransfersAndNoNoops(Network network) throws IOException {
    play(
        network,
        ServerPersonality.PROFTPD_1_3,
        """
        400 s
        > TYPE I
        > PASV
        connect
        >> RETR hello.txt
        < 150 Opening BINARY mode data connection for hello.txt (6 bytes)
        read
        close
        < 226 Transfer complete
        400 s
        >> NOOP
        < 200 NOOP command successful
        201 s
        < 421 No transfer timeout (600 seconds): closing control connection
        < -""");
  }

  @OnEachNetwork
  void proftpdWaitsForTheEndOfTheClientsDataConnection(Network network) throws IOException {
    play(
        network,
        ServerPersonality.PROFTPD_1_3,
        """
        > PASV
        connect
        >> RETR hello.txt
        < 150 Opening ASCII mode data connection for hello.txt (6 bytes)
        read
        11 s
        < 226 Transfer complete""");
  }

  @OnEachNetwork
  void proftpdLeavesWithoutAWordIfNobodyConnects(Network network) throws IOException {
    play(
        network,
        ServerPersonality.PROFTPD_1_3,
        """
        > PASV
        >> STOR hello.txt
        601 s
        < -""");
  }

  @OnEachNetwork
  void pureFtpdTimesOutInQuarterHours(Network network) throws IOException {
    play(
        network,
        ServerPersonality.PURE_FTPD_1_0,
        """
        899 s
        > NOOP
        899 s
        2 s
        < 421 Timeout - try typing a little faster next time
        < -""");
  }

  @OnEachNetwork
  void pyftpdlibSaysUnaskedThatNobodyHasConnected(Network network) throws IOException {
    play(
        network,
        ServerPersonality.PYFTPDLIB_2,
        """
        > PASV
        31 s
        < 421 Passive data channel timed out.
        >> NOOP
        < 200 I successfully did nothing'.
        >> RETR hello.txt
        < 150 File status okay. About to open data connection.
        301 s
        < 421 Control connection timed out.
        < -""");
  }

  @OnEachNetwork
  void pyftpdlibEndsWhatDoesNothing(Network network) throws IOException {
    play(
        network,
        ServerPersonality.PYFTPDLIB_2,
        """
        > PASV
        connect
        301 s
        < 421 Data connection timed out.
        < -""");
  }

  @OnEachNetwork
  void inetutilsTimesOut(Network network) throws IOException {
    play(
        network,
        ServerPersonality.INETUTILS_2,
        """
        901 s
        < 421 Timeout (900 seconds): closing control connection.
        < -""");
  }

  @Test
  void whatIsSetTakesPrecedence() throws IOException {
    play(
        Network.SIMULATED,
        ServerPersonality.VSFTPD_3_0,
        settings ->
            settings
                .refuse("PASV")
                .acceptTimeout(Duration.ofSeconds(5))
                .stallTimeout(Duration.ofSeconds(7)),
        true,
        """
        >> PASV
        < 502 PASV not implemented.
        > EPSV
        >> RETR hello.txt
        6 s
        < 425 Failed to establish connection.
        > EPSV
        connect
        >> STOR up.txt
        < 150 Ok to send data.
        8 s
        < 421 Data timeout. Reconnect. Sorry.
        < -""");
  }

  @Test
  void whatIsToBeCheckedCanBeSet() {
    Server careful = Server.builder().personality(ServerPersonality.VSFTPD_3_0).build();
    Server promiscuous =
        careful.toBuilder().refuseForeignTargets(false).foreignData(ForeignData.SERVED).build();

    assertThat(careful.refusesForeignTargets()).isTrue();
    assertThat(careful.foreignData()).isEqualTo(ForeignData.REFUSED);
    assertThat(promiscuous.refusesForeignTargets()).isFalse();
    assertThat(promiscuous.foreignData()).isEqualTo(ForeignData.SERVED);
    assertThat(promiscuous.refusesLowTargets()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, PROFTPD_1_3", "KERNEL, PROFTPD_1_3",
    "SIMULATED, PYFTPDLIB_2", "KERNEL, PYFTPDLIB_2"
  })
  void someTakeAPortOutsideOfTheirRange(Network network, ServerPersonality personality)
      throws IOException {
    play(
        network,
        personality,
        settings -> settings.passivePorts(40_000, 40_000),
        true,
        """
        > EPSV
        connect
        > EPSV""");
    Topology topology =
        Topology.builder()
            .server(server -> server.personality(personality).passivePorts(40_000, 40_000))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl first = RawControl.login(nat);
        RawControl second = RawControl.login(nat)) {
      assertThat(first.command("EPSV")).contains("|||40000|");
      assertThat(second.command("EPSV")).startsWith("229 ").doesNotContain("|||40000|");
    }
  }

  @Test
  void vsftpdDiesOfARangeInUse() throws IOException {
    Topology topology =
        Topology.builder()
            .server(
                server ->
                    server.personality(ServerPersonality.VSFTPD_3_0).passivePorts(40_000, 40_000))
            .build();
    try (FtpNat nat = FtpNat.start(topology);
        RawControl first = RawControl.login(nat);
        RawControl second = RawControl.login(nat)) {
      assertThat(first.command("PASV")).startsWith("227 ");
      assertThat(second.command("PASV")).isEqualTo("500 OOPS: vsf_sysutil_bind");
      assertThat(second.reply()).isEqualTo("500 OOPS: priv_sock_get_int");
      assertThat(second.reply()).isNull();
    }
  }

  @Test
  void aServerWithoutTlsHasNone() {
    Server server = Server.builder().personality(ServerPersonality.INETUTILS_2).build();

    assertThat(server.tls()).isEqualTo(TlsMode.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.toBuilder().tls(TlsMode.REQUIRED).build())
        .withMessage("tls REQUIRED: INETUTILS_2 knows only [NONE]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Server.builder()
                    .tls(TlsMode.IMPLICIT)
                    .personality(ServerPersonality.PYFTPDLIB_2)
                    .build())
        .withMessage("tls IMPLICIT: PYFTPDLIB_2 knows only [NONE, EXPLICIT, REQUIRED]");
  }

  @ParameterizedTest
  @EnumSource(value = ServerPersonality.class, names = "FTPNAT", mode = EnumSource.Mode.EXCLUDE)
  void whatChecksOfTargetsAreSetIsKept(ServerPersonality personality) throws IOException {
    if (personality == ServerPersonality.PYFTPDLIB_2) {
      // It connects at once, and there is nobody.
      return;
    }
    Topology topology =
        Topology.builder()
            .server(
                Server.builder()
                    .personality(personality)
                    .refuseForeignTargets(false)
                    .refuseLowTargets(false)
                    .build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, Network.SIMULATED);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PORT 203,0,113,99,200,1")).startsWith("200 ");
      assertThat(control.command("PORT 203,0,113,99,0,22")).startsWith("200 ");
      assertThat(control.command("EPRT |1|203.0.113.99|22|")).startsWith("200 ");
    }
  }

  @Test
  void aListingOfAllDirectoriesFollowsNoLinks() throws IOException {
    Topology topology =
        Topology.builder()
            .server(Server.builder().personality(ServerPersonality.PURE_FTPD_1_0).build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, Network.SIMULATED)) {
      Path inner = Files.createDirectories(nat.serverDirectory().resolve("d/e"));
      Files.createSymbolicLink(inner.resolve("l"), Path.of(".."));
      Files.createSymbolicLink(inner.resolve("m"), Path.of(".."));
      try (RawControl control = RawControl.login(nat)) {
        assertThat(control.download("LIST -R")).contains("d/e:").doesNotContain("d/e/l:");
      }
    }
  }
}
