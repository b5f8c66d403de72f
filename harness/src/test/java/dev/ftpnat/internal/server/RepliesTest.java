package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.RawControl;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reply of the server's own commands, byte for byte where clients parse it. */
class RepliesTest {

  private static final InetAddress PUBLIC = Ipv4.of("203.0.113.7");
  private static final InetAddress CLIENT = Ipv4.of("198.51.100.2");

  /** Announces other addresses than the real ones, as behind a NAT. */
  private static final class NattedNetwork extends LoopbackNetwork {

    @Override
    public InetAddress advertisedAddress(AddressFamily family) {
      return PUBLIC;
    }

    @Override
    public Endpoint meant(Endpoint announced, AddressFamily family, SocketAddress peer) {
      return announced.address().isLoopbackAddress()
          ? new Endpoint(CLIENT, announced.port())
          : announced;
    }

    @Override
    public Socket connect(Endpoint target) throws IOException {
      if (!target.address().equals(CLIENT)) {
        connected.add(target);
        throw new ConnectException("Connection refused");
      }
      return super.connect(new Endpoint(LOOPBACK, target.port()));
    }
  }

  @RegisterExtension final RunningServer server = new RunningServer(new NattedNetwork());
  @TempDir Path home;

  private RawControl loggedIn() throws IOException {
    return LoopbackClient.login(server.start(home));
  }

  @Test
  void pasvNamesTheAdvertisedAddressAndTheVirtualPort() throws IOException {
    try (RawControl client = loggedIn()) {
      String reply = client.command("PASV");
      int port = server.network.listening.iterator().next();

      assertThat(reply)
          .isEqualTo(
              "227 Entering Passive Mode (203,0,113,7,%d,%d).".formatted(port >> 8, port & 0xff));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EPSV", "EPSV 1", "epsv 1"})
  void epsvNamesThePort(String command) throws IOException {
    try (RawControl client = loggedIn()) {
      String reply = client.command(command);
      int port = server.network.listening.iterator().next();

      assertThat(reply).isEqualTo("229 Entering Extended Passive Mode (|||%d|)".formatted(port));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EPSV 2", "EPSV 3", "EPSV x"})
  void epsvKnowsIpv4Only(String command) throws IOException {
    try (RawControl client = loggedIn()) {
      assertThat(client.command(command)).isEqualTo("522 Network protocol not supported, use (1)");
      assertThat(server.network.listening).isEmpty();
    }
  }

  @Test
  void epsvAllLeavesEpsvOnly() throws IOException {
    try (RawControl client = loggedIn()) {
      assertThat(client.command("EPSV ALL")).startsWith("200 ");

      assertThat(client.command("PASV")).startsWith("501 ");
      assertThat(client.command("PORT 198,51,100,2,15,6")).startsWith("501 ");
      assertThat(client.command("EPRT |1|198.51.100.2|3846|")).startsWith("501 ");
      assertThat(client.command("LPRT 4,4,198,51,100,2,2,15,6")).startsWith("50");
      assertThat(client.command("LPSV")).startsWith("50");
      assertThat(client.command("EPSV")).startsWith("229 ");
      assertThat(client.command("EPSV ALL")).startsWith("200 ");
    }
    try (RawControl other = LoopbackClient.login(server.port())) {
      assertThat(other.command("PASV")).startsWith("227 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "PORT 198,51,100,2,15,6    > 200",
        "PORT 198,51,100,2,0,0     > 501",
        "PORT 198,51,100,256,15,6  > 501",
        "PORT                      > 501",
        "EPRT |1|198.51.100.2|1|   > 200",
        "EPRT !1!198.51.100.2!1!   > 200",
        "EPRT |2|2001:db8::1|1|    > 522 Network protocol not supported, use (1)",
        "EPRT |2|::1|1|            > 522 Network protocol not supported, use (1)",
        "PORT 198,051,100,002,15,6 > 200",
        "PORT 198,51,100,2,256,6   > 501",
        "EPRT |1|198.51.100.2|0|   > 501",
        "EPRT                      > 501",
      })
  void portAndEprt(String command, String expected) throws IOException {
    try (RawControl client = loggedIn()) {
      assertThat(client.command(command)).startsWith(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PORT 127,0,0,1,%d,%d",
        "PORT 127,1,2,3,%d,%d",
        "PORT 198,51,100,2,%d,%d",
        "EPRT |1|127.0.0.1|%3$d|",
      })
  void takesALoopbackAddressForTheClients(String command) throws IOException {
    Files.writeString(home.resolve("a"), "content");
    try (RawControl client = loggedIn();
        ServerSocket listening = LoopbackClient.listen()) {
      int port = listening.getLocalPort();

      assertThat(client.command(command.formatted(port >> 8, port & 0xff, port)))
          .startsWith("200 ");
      client.send("RETR a\r\n");

      assertThat(LoopbackClient.readAll(listening.accept())).asString().isEqualTo("content");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(client.reply()).startsWith("226 ");
    }
  }

  @Test
  void says425IfTheClientCantBeReached() throws IOException {
    Files.writeString(home.resolve("a"), "content");
    try (RawControl client = loggedIn()) {
      client.command("PORT 10,0,0,5,15,6");
      client.send("RETR a\r\n");

      assertThat(client.reply()).startsWith("150 ");
      assertThat(client.reply()).startsWith("425 ");
      assertThat(server.network.connected).containsExactly(Endpoint.of("10.0.0.5", 3846));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PASV", "EPSV"})
  void says425IfThePassivePortsAreUsedUp(String command) throws IOException {
    try (RawControl client = loggedIn()) {
      server.network.exhausted = true;
      assertThat(client.command(command))
          .isEqualTo("425 Can't open passive connection: all ports of 3846-3846 are in use");

      server.network.exhausted = false;
      assertThat(client.command(command)).startsWith("22");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PASV", "EPSV", "PORT 198,51,100,2,15,6", "EPRT |1|198.51.100.2|1|"})
  void keepsTheOffsetThatWasSaidBefore(String command) throws IOException {
    Files.writeString(home.resolve("a"), "0123456789");
    try (RawControl client = loggedIn();
        ServerSocket listening = LoopbackClient.listen()) {
      client.command("REST 7");
      client.command(command);
      if ((command.startsWith("P") && !command.equals("PASV")) || command.startsWith("EPRT")) {
        int port = listening.getLocalPort();
        client.command("PORT 127,0,0,1,%d,%d".formatted(port >> 8, port & 0xff));
        client.send("RETR a\r\n");
        assertThat(LoopbackClient.readAll(listening.accept())).asString().isEqualTo("789");
      } else {
        Socket data = LoopbackClient.connect(server.network.listening.iterator().next());
        client.send("RETR a\r\n");
        assertThat(LoopbackClient.readAll(data)).asString().isEqualTo("789");
      }
    }
  }

  @Test
  void listensOnOnePortAtATime() throws IOException {
    try (RawControl client = loggedIn()) {
      int first = client.pasv().port();
      int second = client.epsv().port();
      assertThat(server.network.listening).containsExactly(second).doesNotContain(first);

      client.command("PORT 198,51,100,2,15,6");
      assertThat(server.network.listening).isEmpty();
    }
  }

  @Test
  void stopsListeningOnceConnected() throws IOException {
    Files.write(home.resolve("a"), new byte[50_000_000]);
    try (RawControl client = loggedIn();
        Socket data = LoopbackClient.passive(client)) {
      client.send("RETR a\r\n");
      assertThat(data.getInputStream().read()).isZero();

      assertThat(server.network.listening).isEmpty();
    }
  }

  @Test
  void wantsAPortForEveryTransfer() throws IOException {
    Files.writeString(home.resolve("a"), "content");
    try (RawControl client = loggedIn()) {
      assertThat(client.command("RETR a")).startsWith("503 ");
      Socket data = LoopbackClient.passive(client);
      client.send("RETR a\r\n");
      LoopbackClient.readAll(data);
      client.reply();
      client.reply();

      assertThat(client.command("RETR a")).startsWith("503 ");
    }
  }

  @Test
  void listsItsFeaturesBeforeLogin() throws IOException {
    try (RawControl client = LoopbackClient.control(server.start(home))) {
      assertThat(client.command("FEAT"))
          .isEqualTo(
              String.join(
                  "\n",
                  "211-Extensions supported:",
                  " AUTH TLS",
                  " PBSZ",
                  " PROT",
                  " EPRT",
                  " EPSV",
                  " MDTM",
                  " MLST Size*;Modify*;Type*;Perm*;",
                  " REST STREAM",
                  " SIZE",
                  " UTF8",
                  "211 End"));
      assertThat(client.command("OPTS MLST size;type;")).startsWith("200 ");
      assertThat(client.command("FEAT")).contains("\n MLST Size*;Modify;Type*;Perm;\n");
      assertThat(client.command("PASV")).startsWith("530 ");
    }
  }

  @Test
  void doesntListWhatItRefuses() throws IOException {
    int port = server.start(home, b -> b.tls(TlsMode.NONE).refuse("epsv", "MLST", "REST"));
    try (RawControl client = LoopbackClient.control(port)) {
      assertThat(client.command("FEAT"))
          .isEqualTo("211-Extensions supported:\n EPRT\n MDTM\n SIZE\n UTF8\n211 End");
    }
  }

  @Test
  void refusesCommands() throws IOException {
    int port = server.start(home, builder -> builder.refuse("PASV", "FEAT", "XCRC", "SYST"));
    try (RawControl client = LoopbackClient.login(port)) {
      assertThat(client.command("PASV")).isEqualTo("502 Command not implemented.");
      assertThat(client.command("pasv")).isEqualTo("502 Command not implemented.");
      assertThat(client.command("FEAT")).isEqualTo("502 Command not implemented.");
      assertThat(client.command("XCRC a")).isEqualTo("502 Command not implemented.");
      assertThat(client.command("EPSV")).startsWith("229 ");
    }
  }

  @Test
  void answersLinesItCantRead() throws IOException {
    try (RawControl client = loggedIn()) {
      assertThat(client.command("CWD " + "x".repeat(20_000))).startsWith("500 ");
      client.send(new byte[] {'C', 'W', 'D', ' ', (byte) 0xff, '\r', '\n'});
      assertThat(client.reply()).startsWith("501 ");
      assertThat(client.command("CWD " + "y/".repeat(2_000))).startsWith("550 ");
      assertThat(client.command("")).startsWith("50");
      assertThat(client.command("NOOP")).startsWith("200 ");
    }
  }

  @Test
  void answersCommandsThatCameTogether() throws IOException {
    try (RawControl client = LoopbackClient.control(server.start(home))) {
      client.send("USER ftpnat\r\nPASS secret\r\nPWD\nQUIT\r\n");
      client.socket().shutdownOutput();

      assertThat(client.reply()).startsWith("331 ");
      assertThat(client.reply()).startsWith("230 ");
      assertThat(client.reply()).startsWith("257 ");
      assertThat(client.reply()).startsWith("221 ");
      assertThat(client.reply()).isNull();
    }
  }

  @Test
  void abortsADownload() throws IOException {
    byte[] content = new byte[50_000_000];
    Files.write(home.resolve("a"), content);
    try (RawControl client = loggedIn();
        Socket data = LoopbackClient.passive(client)) {
      client.send("RETR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(data.getInputStream().read()).isZero();

      assertThat(client.command("ABOR")).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.command("NOOP")).startsWith("200 ");
    }
  }

  /** It may come before the server waits. */
  @RepeatedTest(10)
  void abortsWaitingForAConnection() throws IOException {
    try (RawControl client = loggedIn()) {
      client.pasv();
      client.send("NLST\r\n");
      assertThat(client.reply()).startsWith("150 ");

      assertThat(client.command("abor")).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
      assertThat(server.network.listening).isEmpty();
    }
  }

  @Test
  void abortsTheUploadOfAClientThatLeaves() throws IOException {
    try (RawControl client = loggedIn();
        Socket data = LoopbackClient.passive(client)) {
      client.send("STOR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      data.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
      // The server opens the file once it has the data connection.
      awaitExistence(home.resolve("a"));
      client.socket().shutdownOutput();

      LoopbackClient.awaitEnd(data);
      assertThat(client.reply()).startsWith("426 ");
      assertThat(client.reply()).isNull();
    }
  }

  private static void awaitExistence(Path file) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!Files.exists(file)) {
      assertThat(System.nanoTime()).as("waiting for %s", file).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void keepsSessionsApart() throws IOException {
    byte[] content = new byte[50_000_000];
    Arrays.fill(content, (byte) 'x');
    Files.write(home.resolve("a"), content);
    int port = server.start(home);
    try (RawControl stuck = LoopbackClient.login(port);
        Socket data = LoopbackClient.passive(stuck);
        RawControl waiting = LoopbackClient.login(port)) {
      stuck.send("RETR a\r\n");
      assertThat(stuck.reply()).startsWith("150 ");
      waiting.pasv();
      waiting.send("NLST\r\n");
      assertThat(waiting.reply()).startsWith("150 ");

      try (RawControl third = LoopbackClient.login(port)) {
        Socket list = LoopbackClient.passive(third);
        third.send("NLST\r\n");
        assertThat(LoopbackClient.readAll(list)).asString().isEqualTo("a\r\n");
      }
      assertThat(LoopbackClient.readAll(data)).isEqualTo(content);
      assertThat(stuck.reply()).startsWith("226 ");
    }
  }
}
