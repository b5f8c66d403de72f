package dev.ftpnat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.hostile.Footprint;
import dev.ftpnat.net.Ipv4;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that mean no good, or are broken. Whatever they do, another client is served meanwhile,
 * and when they are gone nothing of them is left: no thread at work, no socket.
 */
@Timeout(60)
class HostileClientsTest {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int MEGABYTE = 1 << 20;

  private final List<Socket> opened = new ArrayList<>();
  private FtpNat nat;
  private Footprint before;

  @BeforeEach
  void start() throws IOException {
    nat = FtpNat.start(Scenario.ALG_REWRITES);
    before = Footprint.of(nat);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try {
      assertAnotherClientIsServed();
      for (Socket socket : opened) {
        socket.close();
      }
      before.assertNothingIsLeft();
    } finally {
      nat.close();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = nat.socketFactory().createSocket();
    opened.add(socket);
    socket.connect(new InetSocketAddress(nat.host(), nat.port()), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private Socket connectToProxy() throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    opened.add(socket);
    socket.connect(nat.socksProxy().address(), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /** Reads up to and with a line that begins so. */
  private static void awaitLine(Socket socket, String beginning) throws IOException {
    String line;
    do {
      line = line(socket);
      assertThat(line).as("a line like " + beginning).isNotEmpty();
    } while (!line.startsWith(beginning));
  }

  private static String line(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
      line.append((char) c);
      if (c == '\n') {
        break;
      }
    }
    return line.toString();
  }

  private void assertAnotherClientIsServed() throws IOException {
    byte[] content = new byte[100_000];
    Arrays.fill(content, (byte) 'a');
    FTPClient client = new FTPClient();
    client.setSocketFactory(nat.socketFactory());
    client.setConnectTimeout(TIMEOUT_MILLIS);
    client.setDefaultTimeout(TIMEOUT_MILLIS);
    client.setDataTimeout(Duration.ofMillis(TIMEOUT_MILLIS));
    client.connect(nat.host(), nat.port());
    try {
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.setFileType(FTP.BINARY_FILE_TYPE);
      client.enterLocalPassiveMode();
      assertThat(client.storeFile("good", new ByteArrayInputStream(content))).isTrue();
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      assertThat(client.retrieveFile("good", read)).isTrue();
      assertThat(read.toByteArray()).isEqualTo(content);
    } finally {
      client.disconnect();
    }
  }

  /** The memory that is in use, without what is garbage. */
  private static long usedMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
  }

  @Test
  void aLineWithoutEndIsThrownAwayAsItComes() throws IOException {
    Socket socket = connect();
    byte[] endless = "x".repeat(MEGABYTE).getBytes(ISO_8859_1);
    long used = usedMegabytes();
    for (int megabytes = 0; megabytes < 24; megabytes++) {
      socket.getOutputStream().write(endless);
    }
    assertThat(usedMegabytes() - used).isLessThan(16);

    send(socket, "\r\nNOOP\r\n");
    awaitLine(socket, "500 ");
    awaitLine(socket, "200 ");
  }

  @Test
  void aLineWithoutEndThatTheAlgHoldsBackIsCutOff() throws IOException {
    Socket socket = connect();
    awaitLine(socket, "220 ");
    send(socket, "NOOP\r\n");
    awaitLine(socket, "200 ");
    assertCutOff(
        socket,
        () -> {
          send(socket, "PORT ");
          for (int megabytes = 0; megabytes < 64; megabytes++) {
            send(socket, "1,".repeat(MEGABYTE / 2));
          }
        });
  }

  private interface Sending {
    void run() throws IOException;
  }

  private static void assertCutOff(Socket socket, Sending sending) throws IOException {
    try {
      sending.run();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException reset) {
      // The other way to learn it.
    }
  }

  @Test
  void halfATlsHelloOccupiesNobody() throws IOException {
    for (int clients = 0; clients < 50; clients++) {
      Socket socket = connect();
      awaitLine(socket, "220 ");
      send(socket, "AUTH TLS\r\n");
      awaitLine(socket, "234 ");
      send(socket, "\26\3\1\1\0\1\0\0\374\3\3");
    }
    assertAnotherClientIsServed();
  }

  @Test
  void silenceOccupiesNobody() throws IOException {
    for (int clients = 0; clients < 50; clients++) {
      connect();
      connectToProxy();
      send(connectToProxy(), "\5");
      send(connectToProxy(), "\5\1\0\5\1\0\3\377");
    }
    assertAnotherClientIsServed();
  }

  @Test
  void thousandsThatCloseAtOnceLeaveNothing() throws IOException {
    for (int clients = 0; clients < 500; clients++) {
      connect().close();
    }
    for (int clients = 0; clients < 2000; clients++) {
      connectToProxy().close();
    }
  }

  @Test
  void aSocksClientThatWantsAnUnknownAddressIsToldSoAndClosed() throws IOException {
    Socket socket = connectToProxy();
    send(socket, "\5\1\0\5\1\0\1\300\0\2\67\0\25");

    assertThat(socket.getInputStream().readAllBytes())
        .containsExactly(5, 0, 5, 4, 0, 1, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aResetInTheMiddleOfATransferEndsThatTransferOnly() throws IOException {
    Files.write(nat.serverDirectory().resolve("large"), new byte[16 * MEGABYTE]);
    for (String command : List.of("RETR large", "STOR new")) {
      Socket control = loggedIn();
      Socket data = transfer(control, command);
      if (command.startsWith("RETR")) {
        assertThat(data.getInputStream().readNBytes(MEGABYTE)).hasSize(MEGABYTE);
      } else {
        data.getOutputStream().write(new byte[MEGABYTE]);
      }
      reset(data);

      awaitLine(control, "4");
      send(control, "NOOP\r\n");
      awaitLine(control, "200 ");
    }
  }

  @Test
  void aResetOfTheControlConnectionEndsItsTransfer() throws IOException {
    Files.write(nat.serverDirectory().resolve("large"), new byte[16 * MEGABYTE]);
    Socket control = loggedIn();
    Socket data = transfer(control, "RETR large");
    assertThat(data.getInputStream().readNBytes(MEGABYTE)).hasSize(MEGABYTE);
    reset(control);

    assertCutOff(data, () -> data.getInputStream().transferTo(OutputStream.nullOutputStream()));
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private Socket loggedIn() throws IOException {
    Socket control = connect();
    send(control, "USER " + nat.username() + "\r\n");
    awaitLine(control, "331 ");
    send(control, "PASS " + nat.password() + "\r\n");
    awaitLine(control, "230 ");
    return control;
  }

  private Socket transfer(Socket control, String command) throws IOException {
    send(control, "TYPE I\r\n");
    awaitLine(control, "200 ");
    send(control, "EPSV\r\n");
    String reply = line(control);
    int port = Integer.parseInt(reply.replaceAll("(?s).*\\|\\|\\|(\\d+)\\|.*", "$1"));
    Socket data = nat.socketFactory().createSocket();
    opened.add(data);
    data.connect(new InetSocketAddress(Ipv4.of(nat.host()), port), TIMEOUT_MILLIS);
    data.setSoTimeout(TIMEOUT_MILLIS);
    send(control, command + "\r\n");
    awaitLine(control, "150 ");
    return data;
  }

  @Test
  void aMegabyteOfCommandsWhoseRepliesNobodyReadsIsForgottenWithItsConnection() throws IOException {
    long used = usedMegabytes();
    Socket socket = connect();
    send(socket, "NOOP\r\n".repeat(MEGABYTE / 6));
    assertAnotherClientIsServed();
    reset(socket);
    before.assertNothingIsLeft();

    assertThat(usedMegabytes() - used).isLessThan(32);
  }
}
