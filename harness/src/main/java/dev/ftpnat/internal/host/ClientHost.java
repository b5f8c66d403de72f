package dev.ftpnat.internal.host;

import java.io.IOException;
import java.net.Proxy;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** The client's end of a running network: how client code gets onto it. */
public interface ClientHost extends AutoCloseable {

  /**
   * Begins to answer.
   *
   * @param realControlPort the port on which the FTP server really listens
   */
  void start(int realControlPort);

  /** See {@code FtpNat.socketFactory()}. */
  SocketFactory socketFactory();

  /** See {@code FtpNat.serverSocketFactory()}. */
  ServerSocketFactory serverSocketFactory();

  /** See {@code FtpNat.socksProxy()}. */
  Proxy socksProxy();

  /**
   * Lets the calling thread, and threads that it starts, use the network.
   *
   * @throws IllegalStateException if the thread can't be moved
   */
  Visit enter();

  /**
   * Starts a process of the client.
   *
   * @throws UnsupportedOperationException if processes can't be on this kind of network
   * @throws IOException if it can't be started
   */
  Process start(ProcessBuilder command) throws IOException;

  /**
   * Has everything recorded that has happened up to now.
   *
   * @throws IOException if it can't be found out
   */
  void settle() throws IOException;

  /** Stops answering, and wakes whoever waits for an answer. */
  void disconnect();

  /** Cuts every connection and gives everything back. */
  @Override
  void close();
}
