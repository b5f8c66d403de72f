package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.RawControl;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.ForeignData;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the server connects to, and whom it lets connect. The client is 127.0.0.1. */
class AddressChecksTest {

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          PORT 127,0,0,2,200,0      > 500 Illegal PORT command: 127.0.0.2 is not yours.
          EPRT |1|127.0.0.2|51200|  > 500 Illegal EPRT command: 127.0.0.2 is not yours.
          PORT 127,0,0,1,3,255      > 504 PORT to port 1023 is refused, as it is below 1024.
          EPRT |1|127.0.0.1|80|     > 504 EPRT to port 80 is refused, as it is below 1024.
          PORT 127,0,0,2,0,80       > 500 Illegal PORT command: 127.0.0.2 is not yours.
          PORT 127,0,0,1,4,0        > 200 Command PORT okay.
          EPRT |1|127.0.0.1|51200|  > 200 Command EPRT okay.
          PORT 127,0,0,1,0,0        > 501 The port is not in 1 to 65535.
          """)
  void refusesToConnectToOthersAndToLowPorts(String command, String reply) throws IOException {
    try (RawControl client =
        LoopbackClient.login(
            server.start(home, it -> it.refuseForeignTargets(true).refuseLowTargets(true)))) {
      assertThat(client.command(command)).isEqualTo(reply);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'PORT 127,0,0,2,0,80', 200 Command PORT okay.",
    "EPRT |1|127.0.0.2|80|, 200 Command EPRT okay."
  })
  void connectsAnywhereUnlessItIsTold(String command, String reply) throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      assertThat(client.command(command)).isEqualTo(reply);
    }
  }

  private static Socket stranger(int port) throws IOException {
    return LoopbackClient.connect(Ipv4.of("127.0.0.2"), port);
  }

  private RawControl client(ForeignData foreign) throws IOException {
    Files.writeString(home.resolve("a.txt"), "text");
    return LoopbackClient.login(
        server.start(home, it -> it.foreignData(foreign).acceptTimeout(Duration.ofSeconds(10))));
  }

  private static String read(Socket data) throws IOException {
    return new String(LoopbackClient.readAll(data), StandardCharsets.UTF_8);
  }

  @Test
  void servesAnyoneUnlessItIsTold() throws IOException {
    try (RawControl client = client(ForeignData.SERVED);
        Socket thief = stranger(client.pasv().port())) {
      assertThat(client.command("RETR a.txt")).startsWith("150");
      assertThat(read(thief)).isEqualTo("text");
      assertThat(client.reply()).startsWith("226");
    }
  }

  @Test
  void refusesAStrangerAndClosesThePort() throws IOException {
    try (RawControl client = client(ForeignData.REFUSED)) {
      int port = client.pasv().port();
      try (Socket thief = stranger(port)) {
        assertThat(client.command("RETR a.txt")).startsWith("150");
        assertThat(read(thief)).isEmpty();
        assertThat(client.reply())
            .isEqualTo("425 Refused the data connection of another host, 127.0.0.2.");
        assertThat(server.network.listening).doesNotContain(port);
      }
      assertThat(client.command("RETR a.txt")).startsWith("503");
    }
  }

  @Test
  void explainsOnlyTheTransferThatWasRefused() throws IOException {
    try (RawControl client = client(ForeignData.REFUSED)) {
      for (String command : new String[] {"MLSD", "LIST"}) {
        try (Socket thief = stranger(client.pasv().port())) {
          assertThat(client.command(command)).startsWith("150");
          assertThat(client.reply()).contains("another host, 127.0.0.2");
          assertThat(read(thief)).isEmpty();
        }
      }
      try (Socket own = LoopbackClient.passive(client)) {
        assertThat(client.command("RETR a.txt")).startsWith("150");
        assertThat(read(own)).isEqualTo("text");
        assertThat(client.reply()).startsWith("226");
      }
    }
  }

  @Test
  void waitsAStrangerOut() throws IOException {
    try (RawControl client = client(ForeignData.WAITED_OUT)) {
      int port = client.pasv().port();
      try (Socket thief = stranger(port);
          Socket second = stranger(port);
          Socket own = LoopbackClient.connect(port)) {
        assertThat(client.command("RETR a.txt")).startsWith("150");
        assertThat(read(thief)).isEmpty();
        assertThat(read(second)).isEmpty();
        assertThat(read(own)).isEqualTo("text");
        assertThat(client.reply()).startsWith("226");
      }
    }
  }

  @Test
  void waitsForTheClientNoLongerForAStranger() throws IOException {
    Files.writeString(home.resolve("a.txt"), "text");
    try (RawControl client =
            LoopbackClient.login(
                server.start(
                    home,
                    it ->
                        it.foreignData(ForeignData.WAITED_OUT)
                            .acceptTimeout(Duration.ofMillis(300))));
        Socket thief = stranger(client.pasv().port())) {
      assertThat(client.command("RETR a.txt")).startsWith("150");
      assertThat(read(thief)).isEmpty();
      assertThat(client.reply()).isEqualTo("425 Can't open data connection.");
    }
  }
}
