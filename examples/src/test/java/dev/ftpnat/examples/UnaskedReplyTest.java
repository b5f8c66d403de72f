package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.ServerPersonality;
import java.io.IOException;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.junit.jupiter.api.Test;

/** A server that speaks unasked: who doesn't look takes it for the answer to the next command. */
@FtpNatEnvironment(value = Scenario.DIRECT, server = ServerPersonality.PYFTPDLIB_2)
class UnaskedReplyTest {

  @Test
  void commonsNetTakesA421ForTheEndOfTheSession(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);

    client.pasv();
    nat.advance(Duration.ofSeconds(31)); // pyftpdlib: 421 Passive data channel timed out.

    assertThatThrownBy(client::noop)
        .isInstanceOf(FTPConnectionClosedException.class)
        .hasMessageContaining("421");
    assertThat(nat.trace().replies())
        .as("the server goes on all the same")
        .anyMatch(reply -> reply.text().equals("Passive data channel timed out."))
        .anyMatch(reply -> reply.text().startsWith("I successfully did nothing"));
    client.disconnect();
  }
}
