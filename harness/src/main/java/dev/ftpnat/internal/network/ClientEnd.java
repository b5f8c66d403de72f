package dev.ftpnat.internal.network;

import java.io.IOException;
import java.net.Proxy;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** A client's host on a running network: how clients get there. */
public interface ClientEnd {

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
  ThreadAttachment enter();

  /**
   * Starts a process of the client.
   *
   * @throws UnsupportedOperationException if processes can't be on this kind of network
   * @throws IOException if it can't be started
   */
  Process start(ProcessBuilder command) throws IOException;
}
