package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.toxiproxy.link.Ending;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;

/**
 * Sends to a socket. Toxiproxy knows no half-closed connections: with one direction it closes the
 * whole socket, and then the other direction ends as well.
 */
final class SocketSink implements Sink {

  private final Socket socket;

  SocketSink(Socket socket) {
    this.socket = socket;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    socket.getOutputStream().write(bytes, offset, length);
  }

  @Override
  public void end(Ending ending) {
    if (ending == Ending.RESET) {
      try {
        socket.setSoLinger(true, 0);
      } catch (SocketException e) {
        // Closed already.
      }
    }
    Sockets.close(socket);
  }
}
