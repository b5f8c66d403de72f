package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

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

  private RawClient loggedIn() throws IOException {
    return RawClient.loggedIn(server.start(home));
  }

  @Test
  void pasvNamesTheAdvertisedAddressAndTheVirtualPort() throws IOException {
    try (RawClient client = loggedIn()) {
      String reply = client.say("PASV");
      int port = server.network.listening.iterator().next();

      assertThat(reply)
          .isEqualTo(
              "227 Entering Passive Mode (203,0,113,7,%d,%d).".formatted(port >> 8, port & 0xff));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EPSV", "EPSV 1", "epsv 1"})
  void epsvNamesThePort(String command) throws IOException {
    try (RawClient client = loggedIn()) {
      String reply = client.say(command);
      int port = server.network.listening.iterator().next();

      assertThat(reply).isEqualTo("229 Entering Extended Passive Mode (|||%d|)".formatted(port));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EPSV 2", "EPSV 3", "EPSV x"})
  void epsvKnowsIpv4Only(String command) throws IOException {
    try (RawClient client = loggedIn()) {
      assertThat(client.say(command)).isEqualTo("522 Network protocol not supported, use (1)");
      assertThat(server.network.listening).isEmpty();
    }
  }

  @Test
  void epsvAllLeavesEpsvOnly() throws IOException {
    try (RawClient client = loggedIn()) {
      assertThat(client.say("EPSV ALL")).startsWith("200 ");

      assertThat(client.say("PASV")).startsWith("501 ");
      assertThat(client.say("PORT 198,51,100,2,15,6")).startsWith("501 ");
      assertThat(client.say("EPRT |1|198.51.100.2|3846|")).startsWith("501 ");
      assertThat(client.say("LPRT 4,4,198,51,100,2,2,15,6")).startsWith("50");
      assertThat(client.say("LPSV")).startsWith("50");
      assertThat(client.say("EPSV")).startsWith("229 ");
      assertThat(client.say("EPSV ALL")).startsWith("200 ");
    }
    try (RawClient other = RawClient.loggedIn(server.port())) {
      assertThat(other.say("PASV")).startsWith("227 ");
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
    try (RawClient client = loggedIn()) {
      assertThat(client.say(command)).startsWith(expected);
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
    try (RawClient client = loggedIn();
        ServerSocket listening = RawClient.listen()) {
      int port = listening.getLocalPort();

      assertThat(client.say(command.formatted(port >> 8, port & 0xff, port))).startsWith("200 ");
      client.send("RETR a");

      assertThat(RawClient.readAll(listening.accept())).asString().isEqualTo("content");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(client.reply()).startsWith("226 ");
    }
  }

  @Test
  void says425IfTheClientCantBeReached() throws IOException {
    Files.writeString(home.resolve("a"), "content");
    try (RawClient client = loggedIn()) {
      client.say("PORT 10,0,0,5,15,6");
      client.send("RETR a");

      assertThat(client.reply()).startsWith("150 ");
      assertThat(client.reply()).startsWith("425 ");
      assertThat(server.network.connected).containsExactly(Endpoint.of("10.0.0.5", 3846));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PASV", "EPSV"})
  void says425IfThePassivePortsAreUsedUp(String command) throws IOException {
    try (RawClient client = loggedIn()) {
      server.network.exhausted = true;
      assertThat(client.say(command))
          .isEqualTo("425 Can't open passive connection: all ports of 3846-3846 are in use");

      server.network.exhausted = false;
      assertThat(client.say(command)).startsWith("22");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PASV", "EPSV", "PORT 198,51,100,2,15,6", "EPRT |1|198.51.100.2|1|"})
  void keepsTheOffsetThatWasSaidBefore(String command) throws IOException {
    Files.writeString(home.resolve("a"), "0123456789");
    try (RawClient client = loggedIn();
        ServerSocket listening = RawClient.listen()) {
      client.say("REST 7");
      client.say(command);
      if ((command.startsWith("P") && !command.equals("PASV")) || command.startsWith("EPRT")) {
        int port = listening.getLocalPort();
        client.say("PORT 127,0,0,1,%d,%d".formatted(port >> 8, port & 0xff));
        client.send("RETR a");
        assertThat(RawClient.readAll(listening.accept())).asString().isEqualTo("789");
      } else {
        Socket data = RawClient.connect(server.network.listening.iterator().next());
        client.send("RETR a");
        assertThat(RawClient.readAll(data)).asString().isEqualTo("789");
      }
    }
  }

  @Test
  void listensOnOnePortAtATime() throws IOException {
    try (RawClient client = loggedIn()) {
      int first = client.pasv();
      int second = client.epsv();
      assertThat(server.network.listening).containsExactly(second).doesNotContain(first);

      client.say("PORT 198,51,100,2,15,6");
      assertThat(server.network.listening).isEmpty();
    }
  }

  @Test
  void stopsListeningOnceConnected() throws IOException {
    Files.write(home.resolve("a"), new byte[50_000_000]);
    try (RawClient client = loggedIn();
        Socket data = RawClient.connect(client.pasv())) {
      client.send("RETR a");
      assertThat(data.getInputStream().read()).isZero();

      assertThat(server.network.listening).isEmpty();
    }
  }

  @Test
  void wantsAPortForEveryTransfer() throws IOException {
    Files.writeString(home.resolve("a"), "content");
    try (RawClient client = loggedIn()) {
      assertThat(client.say("RETR a")).startsWith("503 ");
      Socket data = RawClient.connect(client.pasv());
      client.send("RETR a");
      RawClient.readAll(data);
      client.reply();
      client.reply();

      assertThat(client.say("RETR a")).startsWith("503 ");
    }
  }

  @Test
  void listsItsFeaturesBeforeLogin() throws IOException {
    try (RawClient client = new RawClient(server.start(home))) {
      assertThat(client.say("FEAT"))
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
      assertThat(client.say("OPTS MLST size;type;")).startsWith("200 ");
      assertThat(client.say("FEAT")).contains("\n MLST Size*;Modify;Type*;Perm;\n");
      assertThat(client.say("PASV")).startsWith("530 ");
    }
  }

  @Test
  void doesntListWhatItRefuses() throws IOException {
    int port = server.start(home, b -> b.tls(TlsMode.NONE).refuse("epsv", "MLST", "REST"));
    try (RawClient client = new RawClient(port)) {
      assertThat(client.say("FEAT"))
          .isEqualTo("211-Extensions supported:\n EPRT\n MDTM\n SIZE\n UTF8\n211 End");
    }
  }

  @Test
  void refusesCommands() throws IOException {
    int port = server.start(home, builder -> builder.refuse("PASV", "FEAT", "XCRC", "SYST"));
    try (RawClient client = RawClient.loggedIn(port)) {
      assertThat(client.say("PASV")).isEqualTo("502 Command not implemented.");
      assertThat(client.say("pasv")).isEqualTo("502 Command not implemented.");
      assertThat(client.say("FEAT")).isEqualTo("502 Command not implemented.");
      assertThat(client.say("XCRC a")).isEqualTo("502 Command not implemented.");
      assertThat(client.say("EPSV")).startsWith("229 ");
    }
  }

  @Test
  void answersLinesItCantRead() throws IOException {
    try (RawClient client = loggedIn()) {
      assertThat(client.say("CWD " + "x".repeat(20_000))).startsWith("500 ");
      client.sendBytes(new byte[] {'C', 'W', 'D', ' ', (byte) 0xff, '\r', '\n'});
      assertThat(client.reply()).startsWith("501 ");
      assertThat(client.say("CWD " + "y/".repeat(2_000))).startsWith("550 ");
      assertThat(client.say("")).startsWith("50");
      assertThat(client.say("NOOP")).startsWith("200 ");
    }
  }

  @Test
  void answersCommandsThatCameTogether() throws IOException {
    try (RawClient client = new RawClient(server.start(home))) {
      client.send("USER ftpnat\r\nPASS secret\r\nPWD\nQUIT");
      client.socket.shutdownOutput();

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
    try (RawClient client = loggedIn();
        Socket data = RawClient.connect(client.pasv())) {
      client.send("RETR a");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(data.getInputStream().read()).isZero();

      assertThat(client.say("ABOR")).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.say("NOOP")).startsWith("200 ");
    }
  }

  @Test
  void abortsWaitingForAConnection() throws IOException {
    try (RawClient client = loggedIn()) {
      client.pasv();
      client.send("NLST");
      assertThat(client.reply()).startsWith("150 ");

      assertThat(client.say("abor")).startsWith("425 ");
      assertThat(client.reply()).startsWith("226 ");
      assertThat(server.network.listening).isEmpty();
    }
  }

  @Test
  void abortsTheUploadOfAClientThatLeaves() throws IOException {
    try (RawClient client = loggedIn();
        Socket data = RawClient.connect(client.pasv())) {
      client.send("STOR a");
      assertThat(client.reply()).startsWith("150 ");
      data.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
      // The server opens the file once it has the data connection.
      awaitExistence(home.resolve("a"));
      client.socket.shutdownOutput();

      RawClient.awaitEnd(data);
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
    try (RawClient stuck = RawClient.loggedIn(port);
        Socket data = RawClient.connect(stuck.pasv());
        RawClient waiting = RawClient.loggedIn(port)) {
      stuck.send("RETR a");
      assertThat(stuck.reply()).startsWith("150 ");
      waiting.pasv();
      waiting.send("NLST");
      assertThat(waiting.reply()).startsWith("150 ");

      try (RawClient third = RawClient.loggedIn(port)) {
        Socket list = RawClient.connect(third.pasv());
        third.send("NLST");
        assertThat(RawClient.readAll(list)).asString().isEqualTo("a\r\n");
      }
      assertThat(RawClient.readAll(data)).isEqualTo(content);
      assertThat(stuck.reply()).startsWith("226 ");
    }
  }
}
