package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The client listens, and the server connects to it. A connection attempt can't be interrupted, so
 * it has a thread of its own, which whoever gives up doesn't wait for. The network bounds how long
 * it takes.
 */
final class ActiveDataChannel extends DataChannel {

  private final ServerNic network;
  private final Executor threads;
  private final Endpoint target;
  private final CompletableFuture<Socket> connected = new CompletableFuture<>();

  ActiveDataChannel(ServerNic network, Executor threads, Endpoint target) {
    this.network = network;
    this.threads = threads;
    this.target = target;
  }

  @Override
  Socket meet() throws IOException {
    try {
      threads.execute(this::connect);
      return connected.get();
    } catch (RejectedExecutionException e) {
      throw new IOException("the server is stopping", e);
    } catch (InterruptedException e) {
      cancel();
      if (!connected.isCompletedExceptionally()) {
        // It was made just now.
        closeQuietly(connected.join());
      }
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the server is stopping").initCause(e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  private void connect() {
    if (connected.isDone()) {
      return;
    }
    try {
      Socket socket = network.connect(target);
      if (!connected.complete(socket)) {
        closeQuietly(socket);
      }
    } catch (IOException | RuntimeException | Error e) {
      connected.completeExceptionally(e);
    }
  }

  @Override
  void cancel() {
    connected.completeExceptionally(new SocketException("The connection attempt was aborted"));
  }

  @Override
  InetAddress address() {
    return target.address();
  }

  @Override
  int port() {
    return target.port();
  }
}
