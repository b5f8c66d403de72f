package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.RawControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A control connection over IPv6, where only RFC 2428's commands can name an address. */
class Ipv6Test {

  private static final Pattern EPSV_PORT =
      Pattern.compile("229 Entering Extended Passive Mode \\(\\|\\|\\|(\\d+)\\|\\)");

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;
  private InetAddress loopback;
  private RawControl client;

  @BeforeEach
  void connect() throws IOException {
    loopback =
        InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(loopback, 0));
    } catch (IOException e) {
      abort("skipped, since this machine has no ::1: " + e.getMessage());
    }
    Files.writeString(home.resolve("a"), "content");
    client = LoopbackClient.login(loopback, server.startInIpv6(home, loopback));
  }

  @AfterEach
  void disconnect() throws IOException {
    if (client != null) {
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PASV", "PORT 127,0,0,1,15,6", "EPRT |1|127.0.0.1|3846|", "EPSV 1"})
  void refusesWhatNamesIpv4Addresses(String command) throws IOException {
    assertThat(client.command(command)).isEqualTo("522 Network protocol not supported, use (2)");
    assertThat(server.network.listening).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EPSV", "EPSV 2"})
  void transfersAfterEpsv(String command) throws IOException {
    Matcher reply = EPSV_PORT.matcher(client.command(command));
    assertThat(reply.matches()).isTrue();
    Socket data = new Socket(loopback, Integer.parseInt(reply.group(1)));

    client.send("RETR a\r\n");
    assertThat(LoopbackClient.readAll(data)).asString().isEqualTo("content");
  }

  @Test
  void transfersAfterEprt() throws IOException {
    try (ServerSocket listening = LoopbackClient.listen()) {
      assertThat(client.command("EPRT |2|::1|" + listening.getLocalPort() + "|"))
          .startsWith("200 ");

      client.send("RETR a\r\n");
      assertThat(LoopbackClient.readAll(listening.accept())).asString().isEqualTo("content");
    }
  }

  @Test
  void keepsToEpsvIfTold() throws IOException {
    assertThat(client.command("EPSV ALL")).startsWith("200 ");
    assertThat(client.command("EPRT |2|::1|3846|")).startsWith("501 ");
    assertThat(client.command("EPSV")).startsWith("229 ");
  }
}
