package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ABOR as urgent data, of which TCP has one byte only: the last, which is the line's end. */
@Timeout(60)
class UrgentDataTest {

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void endsTheTransfer(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network)) {
      abort(nat);
    }
  }

  @Test
  void endsTheTransferOfAClientOnLoopback() throws Exception {
    try (FtpNat nat =
        FtpNat.builder(Scenario.DIRECT)
            .network(Network.SIMULATED)
            .attachment(Attachment.LOOPBACK)
            .start()) {
      abort(nat);
    }
  }

  private static void abort(FtpNat nat) throws IOException {
    try (RandomAccessFile large =
        new RandomAccessFile(nat.serverDirectory().resolve("large").toFile(), "rw")) {
      large.setLength(1L << 30);
    }
    try (RawControl control = RawControl.login(nat);
        Socket data = control.passive()) {
      control.command("TYPE I");
      assertThat(control.command("RETR large")).startsWith("150 ");
      assertThat(data.getInputStream().read()).isZero();

      control.send("ABOR\r");
      control.socket().sendUrgentData('\n');

      assertThat(control.reply()).startsWith("426 ");
      assertThat(control.reply()).startsWith("226 ");
      assertThat(control.command("NOOP")).startsWith("200 ");
    }
  }
}
