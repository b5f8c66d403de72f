package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.kernel.ClientTool.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client made of channels, which no JVM setting could lead elsewhere, is on the network. */
@NeedsKernel
class SocketChannelTest {

  private static final int SIZE = 300_000;
  private static final Map<Mode, String> NOTHING_WRONG = new EnumMap<>(Mode.class);

  static {
    for (Mode mode : Mode.values()) {
      NOTHING_WRONG.put(mode, "ok");
    }
  }

  /** The contract's plain half: ✓, or what the client is told. */
  @ParameterizedTest
  @CsvSource({
    "BLOCKING, ALG_REWRITES, '', ''",
    "SELECTED, ALG_REWRITES, '', ''",
    "BLOCKING, EXTERNAL_ADDRESS, '', ''",
    "SELECTED, EXTERNAL_ADDRESS, '', ''",
    "BLOCKING, PRIVATE_IP_PASV, TRUSTING, ConnectException: Connection timed out",
    "SELECTED, PRIVATE_IP_PASV, TRUSTING, SocketTimeoutException: nothing to select",
    "BLOCKING, CLIENT_BEHIND_NAT, ACTIVE, SocketTimeoutException: Accept timed out",
    "SELECTED, CLIENT_BEHIND_NAT, ACTIVE, SocketTimeoutException: nothing to select"
  })
  void transfersAsTheContractHasIt(
      Channels channels, Scenario scenario, String failing, String failure) throws Exception {
    Map<Mode, String> expected = new EnumMap<>(NOTHING_WRONG);
    if (!failing.isEmpty()) {
      expected.put(Mode.valueOf(failing), failure);
    }
    Map<Mode, String> actual = new EnumMap<>(Mode.class);
    try (FtpNat nat = FtpNat.builder(scenario).network(Network.KERNEL).start()) {
      for (Mode mode : Mode.values()) {
        actual.put(mode, run(nat, channels, mode));
      }
    }
    assertThat(actual).isEqualTo(expected);
  }

  /** The server wants TLS, which this client doesn't have. */
  @ParameterizedTest
  @CsvSource({"BLOCKING", "SELECTED"})
  void isRefusedWhereTheServerWantsTls(Channels channels) throws Exception {
    try (FtpNat nat = FtpNat.builder(Scenario.TLS_BLOCKED_ALG).network(Network.KERNEL).start()) {
      assertThat(run(nat, channels, Mode.EPSV)).startsWith("IOException: 530");
    }
  }

  private static String run(FtpNat nat, Channels channels, Mode mode) throws IOException {
    byte[] content = new byte[SIZE];
    new Random(SIZE).nextBytes(content);
    try (ChannelClient client = ChannelClient.login(nat, channels, mode)) {
      client.store("up.bin", content);
      byte[] stored = Files.readAllBytes(nat.serverDirectory().resolve("up.bin"));
      return Arrays.equals(content, stored) && Arrays.equals(content, client.retrieve("up.bin"))
          ? "ok"
          : "other content";
    } catch (IOException e) {
      return OnBoth.describe(e);
    }
  }
}
