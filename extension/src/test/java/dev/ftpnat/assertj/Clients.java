package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;

/** Clients that don't wait for long. */
final class Clients {

  private static final int TIMEOUT_MILLIS = 10_000;

  private Clients() {}

  /** A scenario in which nobody waits long for what is dropped. */
  static Topology impatient(Scenario scenario) {
    return scenario.topology().toBuilder()
        .connectGiveUp(Duration.ofMillis(50))
        .server(server -> server.acceptTimeout(Duration.ofMillis(300)))
        .build();
  }

  /** The client of the library that most Java code uses. */
  static FTPClient commonsNet(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout(2000);
    client.setDefaultTimeout(TIMEOUT_MILLIS);
    client.setDataTimeout(Duration.ofMillis(TIMEOUT_MILLIS));
    client.connect(nat.host(), nat.port());
    if (!client.login(nat.username(), nat.password())) {
      throw new ConnectException("can't log in");
    }
    return client;
  }
}
