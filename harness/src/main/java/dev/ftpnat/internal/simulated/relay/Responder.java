package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.io.QuickAck;
import dev.ftpnat.internal.io.Sockets;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.Executor;

/** The end of a relayed connection that has accepted it. */
interface Responder {

  /** What it sends, for the relay. Told by one thread at a time. */
  interface Sent {

    /**
     * It sends a segment, which nobody changes any more. Blocks while the way does.
     *
     * @throws IOException if nobody gets it; nothing more comes then
     */
    void take(byte[] segment) throws IOException;

    /** It has closed its direction. */
    void end();

    /** It has reset the connection, or can't be read from. */
    void failed(IOException why);
  }

  /**
   * Has what it sends given to the relay from now on. Returns at once.
   *
   * @param path what is on the way of what it sends
   * @throws IOException if it is gone
   * @throws java.util.concurrent.RejectedExecutionException if there is no thread
   */
  void start(Sent sent, Path path, Executor threads) throws IOException;

  /** What is on the way. */
  interface Path {

    /** Whether it takes what comes at once, as long as the receiver does. */
    boolean isClear();
  }

  /**
   * Gives it a segment. Blocks while it reads nothing.
   *
   * @throws IOException if it is gone
   */
  void write(byte[] segment) throws IOException;

  /** The other side sends nothing more. */
  void finish() throws IOException;

  /** It sees a reset. */
  void reset();

  /** Nothing more is said to it, nor heard from it. */
  void close();

  /** Behind a real socket. */
  final class OfSocket implements Responder {

    private static final int BUFFER = 8 * 1024;

    private final Socket socket;

    OfSocket(Socket socket) {
      this.socket = socket;
    }

    @Override
    public void start(Sent sent, Path path, Executor threads) {
      threads.execute(() -> pump(socket, sent));
    }

    /** Carries until the end of what comes from a socket. */
    static void pump(Socket from, Sent sent) {
      try {
        InputStream in = QuickAck.input(from);
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sent.take(Arrays.copyOf(buffer, n));
        }
      } catch (IOException e) {
        sent.failed(e);
        return;
      }
      sent.end();
    }

    @Override
    public void write(byte[] segment) throws IOException {
      socket.getOutputStream().write(segment);
    }

    @Override
    public void finish() throws IOException {
      socket.shutdownOutput();
    }

    @Override
    public void reset() {
      Sockets.reset(socket);
    }

    @Override
    public void close() {
      Sockets.close(socket);
    }
  }
}
