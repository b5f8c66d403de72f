package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.CommandResult;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CCC brings the kernel's own FTP helper back: curl and lftp as they are, on the client's host. */
@NeedsKernel
class ClearCommandChannelTest {

  private static final Topology NETWORK =
      Scenario.ALG_REWRITES.topology().toBuilder()
          .name("server with CCC")
          .server(server -> server.tls(TlsMode.REQUIRED).obeyCcc(true))
          .build();

  /**
   * If TLS's close_notify has come when lftp reads the reply to CCC, it takes the connection for
   * ended ("Peer closed connection"), and tries again: on a busy machine more than once.
   */
  private static String lftp(FtpNat nat, String settings) {
    return String.join(
        "; ",
        "set cmd:fail-exit yes; set net:timeout 30; set net:max-retries 20",
        "set net:reconnect-interval-base 1; set net:reconnect-interval-multiplier 1",
        "set ftp:ssl-force yes; set ftp:ssl-protect-data yes",
        "set ssl:ca-file " + nat.caPemFile(),
        settings,
        "open -u %s,%s ftp://%s:%d"
            .formatted(nat.username(), nat.password(), nat.host(), nat.port()),
        "cat report.csv");
  }

  @ParameterizedTest
  @CsvSource({
    "curl, --ftp-ssl-ccc, true",
    "curl, --ftp-ssl-ccc --disable-epsv --no-ftp-skip-pasv-ip, true",
    "curl, --ftp-ssl-ccc --ftp-ssl-ccc-mode active, true",
    "curl, --connect-timeout 4, false",
    "lftp, set ftp:ssl-use-ccc yes; set ftp:prefer-epsv yes, true",
    "lftp, set ftp:ssl-use-ccc yes; set ftp:prefer-epsv no; set ftp:fix-pasv-address no, true"
  })
  void bringsTheHelperBack(String tool, String settings, boolean works) throws Exception {
    ClientTool.valueOf(tool.toUpperCase(Locale.ROOT)).missing().ifPresent(Assumptions::abort);
    try (FtpNat nat = OnBoth.start(NETWORK, Network.KERNEL)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");

      CommandResult result = run(nat, tool, settings);

      assertThat(result.succeeded()).as("%s", result).isEqualTo(works);
      assertThat(nat.trace().algActions().isEmpty()).isEqualTo(!works);
      if (works) {
        assertThat(result.output()).isEqualTo("a;b");
        assertThat(nat.trace().transfers()).extracting(Transfer::encrypted).containsOnly(true);
      }
    }
  }

  private static CommandResult run(FtpNat nat, String tool, String settings) {
    String[] command =
        tool.equals("lftp")
            ? new String[] {"lftp", "--norc", "-c", lftp(nat, settings)}
            : ("curl -q --silent --show-error --ssl-reqd --max-time 60 --cacert %s --user %s:%s %s"
                    + " ftp://%s/report.csv")
                .formatted(nat.caPemFile(), nat.username(), nat.password(), settings, nat.host())
                .split(" ");
    return nat.command(command).timeout(Duration.ofSeconds(90)).run();
  }
}
