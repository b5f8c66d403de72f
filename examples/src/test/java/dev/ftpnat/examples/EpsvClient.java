package dev.ftpnat.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Says EPSV (RFC 2428), whose reply names a port and no address. Doesn't know PASV. */
final class EpsvClient extends DownloadClient {

  private static final Pattern PORT = Pattern.compile("\\(\\|\\|\\|(\\d+)\\|\\)");

  EpsvClient(String host, int port, Optional<SSLContext> tls) throws IOException {
    super(host, port, tls);
  }

  @Override
  Socket request(String file) throws IOException {
    Socket data = connect(this);
    say("RETR " + file, 150);
    return data;
  }

  /** Connects to the port that 229 names, on the host of the control connection. */
  static Socket connect(DownloadClient client) throws IOException {
    String reply = client.say("EPSV", 229);
    Matcher port = PORT.matcher(reply);
    if (!port.find()) {
      throw new IOException("no port in " + reply);
    }
    Socket data = new Socket();
    data.connect(
        new InetSocketAddress(client.control().getInetAddress(), Integer.parseInt(port.group(1))),
        CONNECT_MILLIS);
    return data;
  }
}
