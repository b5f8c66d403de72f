package dev.ftpnat.internal.simulated.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.session.TransferAttempt;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import org.junit.jupiter.api.RepeatedTest;

/** A client that accepts the server's data connection and resets it at once. */
class ResetAtOnceTest {

  // Whether the reset comes before the server hears that it is connected, a scheduler decides.
  @RepeatedTest(10)
  void theConnectionIsInTheRecordAndWasResetByTheClient() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl control = RawControl.login(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      Files.write(nat.serverDirectory().resolve("big.bin"), new byte[8_000_000]);
      listener.setSoTimeout(10_000);
      String own = nat.topology().clientAddress().orElseThrow().getHostAddress().replace('.', ',');
      int port = listener.getLocalPort();
      assertThat(control.command("PORT " + own + "," + (port >> 8) + "," + (port & 255)))
          .startsWith("200 ");
      control.send("RETR big.bin\r\n");
      Socket data = listener.accept();
      data.setSoLinger(true, 0);
      data.close();
      assertThat(control.reply()).startsWith("150 ");
      assertThat(control.reply()).startsWith("426 ");
      control.command("QUIT");

      assertThat(nat.trace().connectionAttempts(Party.SERVER))
          .singleElement()
          .matches(ConnectionAttempt::cameAbout);
      assertThat(nat.trace().transferAttempts()).allMatch(TransferAttempt::isConnected);
      assertThat(nat.trace().only(ConnectionEnd.class))
          .filteredOn(end -> end.origin() == Party.SERVER)
          .singleElement()
          .satisfies(
              end -> assertThat(end.stream(Party.SERVER).toString()).endsWith("reset by client"));
      assertThat(nat.trace().diagnosis().orElseThrow().sentence())
          .startsWith("The client closed the data connection of RETR before its end");
    }
  }
}
