package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.io.DelegatingSocket;
import dev.ftpnat.internal.tls.CertificateAuthority;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An upload under TLS whose connection ends early must not pass for a complete one. */
class CutUploadTest {

  private static final int SIZE = 60_000;

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;
  private final FTPSClient client = new FTPSClient(CertificateAuthority.shared().clientContext());

  /** Loses what is written after a number of bytes. */
  private static final class Cut extends DelegatingSocket {
    private int left = Integer.MAX_VALUE;

    Cut(Socket real) {
      super(real);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          int passing = Math.min(length, left);
          left -= passing;
          out.write(bytes, offset, passing);
        }
      };
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    client.disconnect();
  }

  private int replyToUpload(String protocol, int ciphertext) throws IOException {
    client.setDefaultTimeout(10_000);
    client.connect("127.0.0.1", server.start(home, builder -> builder.tlsProtocols(protocol)));
    client.login("ftpnat", "secret");
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.execPBSZ(0);
    client.execPROT("P");
    client.sendCommand("EPSV");
    int port = Integer.parseInt(client.getReplyString().replaceAll("(?s).*\\|(\\d+)\\|.*", "$1"));
    try (Socket raw = LoopbackClient.connect(port)) {
      assertThat(client.sendCommand("STOR", "a")).isEqualTo(150);
      Cut cut = new Cut(raw);
      try (SSLSocket tls =
          (SSLSocket)
              CertificateAuthority.shared()
                  .clientContext()
                  .getSocketFactory()
                  .createSocket(cut, "127.0.0.1", port, false)) {
        tls.startHandshake();
        cut.left = ciphertext;
        tls.getOutputStream().write(new byte[SIZE]);
        raw.shutdownOutput();
        return client.getReply();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, 20000", "TLSv1.2, 3", "TLSv1.3, 20000", "TLSv1.3, 3"})
  void withinARecordItIsBroken(String protocol, int ciphertext) throws IOException {
    assertThat(replyToUpload(protocol, ciphertext)).isEqualTo(426);
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2", "TLSv1.3"})
  void withoutAGoodbyeItIsComplete(String protocol) throws IOException {
    assertThat(replyToUpload(protocol, Integer.MAX_VALUE)).isEqualTo(226);
    assertThat(home.resolve("a")).hasSize(SIZE);
  }
}
