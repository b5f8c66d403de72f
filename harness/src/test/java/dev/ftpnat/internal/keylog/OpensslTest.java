package dev.ftpnat.internal.keylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.internal.tls.CertificateAuthority;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines are those that OpenSSL as the client writes itself, which knows the secrets. */
class OpensslTest {

  private static final int SECONDS = 30;
  private static final int RESUMPTIONS = 2;

  @TempDir Path directory;
  private final RecordingRandom random = new RecordingRandom();
  private final KeyLog log = new KeyLog(random);
  private final SSLContext context =
      CertificateAuthority.shared().issueServer(List.of(), List.of("ftp.example.com"), random);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-tls1_3",
        "-tls1_3 -groups X25519",
        "-tls1_3 -groups X448:P-256",
        "-tls1_3 -groups P-256",
        "-tls1_3 -groups P-384:P-256",
        "-tls1_3 -groups P-521:P-256",
        "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256",
        "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256",
        "-tls1_3 -no_middlebox",
        "-tls1_2",
        "-tls1_2 -no_ticket",
        "-tls1_2 -groups X448:P-256",
        "-tls1_2 -groups P-521:P-256",
        "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256",
        "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384",
      })
  void theLinesAreThoseOfTheClient(String options) throws Exception {
    Path session = directory.resolve("session");
    for (int i = 0; i <= RESUMPTIONS; i++) {
      Path lines = directory.resolve("lines" + i);
      List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
      arguments.addAll(List.of("-keylogfile", lines.toString()));
      arguments.addAll(List.of("-sess_out", session.toString()));
      if (i > 0) {
        arguments.addAll(List.of("-sess_in", session.toString()));
      }
      List<String> derived = serve(arguments);

      List<String> written = Files.readAllLines(lines, StandardCharsets.US_ASCII);
      assertThat(derived)
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(
              written.stream().filter(line -> !line.startsWith("#")).toList());
      assertThat(Files.readString(directory.resolve("output")))
          .contains(i == 0 ? "New, TLS" : "Reused, TLS");
    }
  }

  /** Lets OpenSSL connect once, and returns the lines of that connection. */
  private List<String> serve(List<String> arguments) throws Exception {
    HandshakeObserver watch = log.watch();
    List<String> derived = new ArrayList<>();
    try (WatchingServer server = new WatchingServer(watch, derived)) {
      server.setSoTimeout(SECONDS * 1000);
      List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-ign_eof"));
      command.addAll(List.of("-connect", "127.0.0.1:" + server.getLocalPort()));
      command.addAll(arguments);
      Process client = start(command);
      try {
        greet(server);
        assertThat(client.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
      } finally {
        client.destroyForcibly();
      }
    }
    return derived;
  }

  private void greet(ServerSocket server) throws IOException {
    try (Socket connection = server.accept();
        SSLSocket secure =
            (SSLSocket) context.getSocketFactory().createSocket(connection, null, true)) {
      connection.setSoTimeout(SECONDS * 1000);
      secure.setUseClientMode(false);
      secure.getOutputStream().write("220 Hello\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private Process start(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectOutput(directory.resolve("output").toFile())
          .redirectError(directory.resolve("errors").toFile())
          .start();
    } catch (IOException e) {
      return abort("skipped, since openssl can't be run: " + e.getMessage());
    }
  }

  /** Tells a watch what passes through the connections that it accepts. */
  private static final class WatchingServer extends ServerSocket {

    private final HandshakeObserver watch;
    private final List<String> lines;

    WatchingServer(HandshakeObserver watch, List<String> lines) throws IOException {
      super(0, 1, InetAddress.getLoopbackAddress());
      this.watch = watch;
      this.lines = lines;
    }

    @Override
    public Socket accept() throws IOException {
      WatchedSocket socket = new WatchedSocket(watch, lines);
      implAccept(socket);
      return socket;
    }
  }

  private static final class WatchedSocket extends Socket {

    private final HandshakeObserver watch;
    private final List<String> lines;

    WatchedSocket(HandshakeObserver watch, List<String> lines) throws SocketException {
      super((SocketImpl) null);
      this.watch = watch;
      this.lines = lines;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int count = in.read(bytes, offset, length);
          if (count > 0) {
            lines.addAll(watch.fromClient(bytes, offset, count));
          }
          return count;
        }
      };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          lines.addAll(watch.fromServer(bytes, offset, length));
          out.write(Arrays.copyOfRange(bytes, offset, offset + length));
        }
      };
    }
  }
}
