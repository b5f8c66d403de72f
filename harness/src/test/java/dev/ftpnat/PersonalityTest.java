package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.Topology;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sessions with servers that play others, through the network. */
class PersonalityTest {

  private static FtpNat start(ServerPersonality personality) {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .server(server -> server.personality(personality))
            .build();
    return FtpNat.start(topology);
  }

  @Test
  void vsftpdSays150OnlyWhenTheClientHasConnected() throws Exception {
    try (FtpNat nat = start(ServerPersonality.VSFTPD_3_0);
        RawControl control = RawControl.login(nat)) {
      Files.writeString(nat.serverDirectory().resolve("hello.txt"), "hello\n");
      assertThat(control.command("SYST")).isEqualTo("215 UNIX Type: L8");
      try (Socket data = control.passive()) {
        assertThat(control.command("RETR hello.txt"))
            .isEqualTo("150 Opening BINARY mode data connection for hello.txt (6 bytes).");
        assertThat(new String(data.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("hello\n");
      }
      assertThat(control.reply()).isEqualTo("226 Transfer complete.");
    }
  }

  @Test
  void vsftpdGivesUpAfterAMinuteOfVirtualTime() throws Exception {
    try (FtpNat nat = start(ServerPersonality.VSFTPD_3_0);
        RawControl control = RawControl.login(nat)) {
      Files.writeString(nat.serverDirectory().resolve("hello.txt"), "hello\n");
      assertThat(control.command("PASV")).startsWith("227 Entering Passive Mode (");
      control.send("RETR hello.txt\r\n");
      nat.advance(Duration.ofSeconds(61));
      assertThat(control.reply()).isEqualTo("425 Failed to establish connection.");
      nat.advance(Duration.ofSeconds(301));
      assertThat(control.reply()).isEqualTo("421 Timeout.");
      assertThat(control.reply()).isNull();
    }
  }
}
