package dev.ftpnat.examples;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** Listens, says in PORT where, and lets the server connect. */
final class ActiveClient extends DownloadClient {

  private static final int ACCEPT_MILLIS = 2_000;

  private final ServerSocketFactory listeners;

  ActiveClient(String host, int port, Optional<SSLContext> tls, ServerSocketFactory listeners)
      throws IOException {
    super(host, port, tls);
    this.listeners = listeners;
  }

  @Override
  Socket request(String file) throws IOException {
    try (ServerSocket listener = listeners.createServerSocket(0)) {
      listener.setSoTimeout(ACCEPT_MILLIS);
      String host = control().getLocalAddress().getHostAddress().replace('.', ',');
      int port = listener.getLocalPort();
      say("PORT %s,%d,%d".formatted(host, port / 256, port % 256), 200);
      say("RETR " + file, 150);
      return listener.accept();
    }
  }
}
