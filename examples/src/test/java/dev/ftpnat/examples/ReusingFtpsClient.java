package dev.ftpnat.examples;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.DefaultSocketFactory;
import org.apache.commons.net.ftp.FTPSClient;

/** commons-net's client, whose data connections resume the control connection's TLS session. */
class ReusingFtpsClient extends FTPSClient {

  private final SSLContext tls;

  ReusingFtpsClient(SSLContext tls) {
    super(false, tls);
    this.tls = tls;
  }

  @Override
  public void execPROT(String level) throws IOException {
    super.execPROT(level);
    int port = getRemotePort();
    // JSSE knows sessions by host and port, and asks the socket for the port: data connections
    // have to tell that of the control connection. TLS comes on top of them below.
    setSocketFactory(
        new DefaultSocketFactory() {
          @Override
          public Socket createSocket() {
            return new Socket() {
              @Override
              public int getPort() {
                return port;
              }
            };
          }
        });
  }

  @Override
  protected Socket _openDataConnection_(String command, String arg) throws IOException {
    Socket plain = super._openDataConnection_(command, arg);
    if (plain == null) {
      return null;
    }
    SSLSession control = ((SSLSocket) _socket_).getSession();
    SSLSocket data =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(plain, control.getPeerHost(), control.getPeerPort(), true);
    data.startHandshake();
    boolean upload = Set.of("STOR", "APPE", "STOU").contains(command.toUpperCase(Locale.ROOT));
    return upload ? readToEnd(data) : data;
  }

  /** With TLS 1.3 the next ticket may come at the end of an upload, for those who read on. */
  Socket readToEnd(SSLSocket data) {
    return new Socket() {
      @Override
      public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(data.getOutputStream()) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
          }

          @Override
          public void close() throws IOException {
            data.shutdownOutput();
            while (data.getInputStream().read() >= 0) {
              // Nobody sends anything here.
            }
            data.close();
          }
        };
      }

      @Override
      public void close() throws IOException {
        data.close();
      }
    };
  }
}
