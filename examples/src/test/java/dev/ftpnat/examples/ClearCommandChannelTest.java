package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatExtension;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * curl logs in under TLS, has it taken off the control connection by CCC, and the ALG can read 227
 * and 229 again. The data connections stay encrypted.
 */
class ClearCommandChannelTest {

  private static final Topology NETWORK =
      Scenario.ALG_REWRITES.topology().toBuilder()
          .name("server with CCC")
          .server(server -> server.tls(TlsMode.REQUIRED).obeyCcc(true))
          .build();

  @RegisterExtension static final FtpNatExtension FTP_NAT = FtpNatExtension.of(NETWORK);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--ftp-ssl-ccc",
        "--ftp-ssl-ccc --disable-epsv --no-ftp-skip-pasv-ip",
        "--ftp-ssl-ccc --ftp-ssl-ccc-mode active",
        "--ftp-ssl-ccc --tls-max 1.2",
        "--ftp-ssl-ccc --ftp-ssl-ccc-mode active --tls-max 1.2"
      })
  void bringsTheAlgBack(String options, FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");

    Curl.Result result = new Curl(nat, true).run("report.csv", options.split(" "));

    assertThat(result).isEqualTo(new Curl.Result(0, "a;b"));
    assertThat(nat.trace().algActions()).isNotEmpty();
    assertThat(nat.trace().commands())
        .filteredOn(command -> command.line().startsWith("RETR"))
        .extracting(Command::encrypted)
        .containsOnly(false);
    assertThat(nat.trace().transfers()).extracting(Transfer::encrypted).containsOnly(true);
  }

  @Test
  void withoutItTheAlgIsBlind(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");

    Curl.Result result = new Curl(nat, true).run("report.csv", "--connect-timeout", "3");

    assertThat(result.status()).isNotZero();
    assertThat(nat.trace().algActions()).isEmpty();
  }
}
