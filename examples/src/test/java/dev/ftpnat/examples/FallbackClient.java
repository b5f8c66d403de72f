package dev.ftpnat.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Says EPSV, and PASV if that doesn't get it anywhere. It has a time-out for both, and never goes
 * to another host than that of the control connection, whatever 227 says.
 */
final class FallbackClient extends DownloadClient {

  FallbackClient(String host, int port, Optional<SSLContext> tls) throws IOException {
    super(host, port, tls);
  }

  @Override
  Socket request(String file) throws IOException {
    Socket data = connect();
    say("RETR " + file, 150);
    return data;
  }

  private Socket connect() throws IOException {
    try {
      return EpsvClient.connect(this);
    } catch (IOException refusedOrShut) {
      int port = NaiveClient.port(NaiveClient.hostPort(say("PASV", 227)));
      Socket data = new Socket();
      data.connect(new InetSocketAddress(control().getInetAddress(), port), CONNECT_MILLIS);
      return data;
    }
  }
}
