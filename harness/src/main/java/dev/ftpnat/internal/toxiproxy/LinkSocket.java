package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.io.DelegatingSocket;
import dev.ftpnat.internal.io.QuickAck;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.toxiproxy.link.Ending;
import dev.ftpnat.internal.toxiproxy.link.LinkPair;
import dev.ftpnat.internal.toxiproxy.link.Passage.End;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import dev.ftpnat.internal.toxiproxy.link.ToxicLink;
import dev.ftpnat.internal.toxiproxy.link.Witness;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The server's end of a connection whose other end is the client's, with the toxics of a link in
 * between. While there are none, the server reads from and writes to the client's connection
 * itself. From its first read after the first toxic on, a thread reads ahead, so that delays go on
 * while the server does something else.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the real socket does its own locking
final class LinkSocket extends DelegatingSocket {

  private static final int BUFFER = 32 * 1024;

  private final Executor threads;
  private final ReceiveQueue arrivals = new ReceiveQueue();

  /** Held while the connection joins the link, so that no toxic ends it before it has. */
  private final Object joining = new Object();

  private volatile Optional<LinkPair> lanes = Optional.empty();
  private final InputStream in = new FromClient();
  private final OutputStream out = new ToClient();
  private volatile int timeoutMillis;
  private volatile boolean serverClosed;
  private volatile boolean lingersNot;
  private boolean clientClosed;
  private boolean readsAhead;

  private LinkSocket(Socket client, Executor threads) {
    super(client);
    this.threads = threads;
  }

  /** Puts a link between a client and the server; empty if the link is down. */
  static Optional<Attached> open(Socket client, LinkProxy link, Executor threads, Witness witness) {
    LinkSocket socket = new LinkSocket(client, threads);
    synchronized (socket.joining) {
      socket.lanes = link.connect(socket.new TowardsServer(), socket.new TowardsClient(), witness);
      return socket.lanes.map(
          joined ->
              new Attached(socket, joined.upstream().passage(), joined.downstream().passage()));
    }
  }

  private ToxicLink upstream() {
    return joined().upstream();
  }

  private ToxicLink downstream() {
    return joined().downstream();
  }

  private LinkPair joined() {
    Optional<LinkPair> known = lanes;
    if (known.isPresent()) {
      return known.get();
    }
    synchronized (joining) {
      return lanes.orElseThrow();
    }
  }

  // From the client --------------------------------------------------------------------------

  /** What the client has sent, after the toxics. */
  private final class TowardsServer implements Sink {

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      arrivals.write(bytes, offset, length);
    }

    @Override
    public void end(Ending ending) {
      arrivals.end(ending == Ending.RESET);
      if (ending != Ending.FINISHED) {
        // A proxy would close the server's side now, and that takes the other direction with it.
        if (!serverClosed) {
          downstream().passage().end(End.CUT);
        }
        closeTowardsClient();
        stopReading();
      }
    }
  }

  /** Whoever waits for the client gets the end from there. */
  private void stopReading() {
    try {
      real().shutdownInput();
    } catch (IOException e) {
      // Closed, so that nobody waits.
    }
  }

  /** What the server reads. One thread at a time does. */
  private final class FromClient extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int count = read(one, 0, 1);
      return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!readsAhead && upstream().isDirect()) {
        int count = readDirectly(bytes, offset, length);
        if (count > 0 && upstream().isDirect()) {
          upstream().passage().take(count);
          upstream().passage().pass(count);
          return count;
        }
        pass(bytes, offset, count);
      }
      if (!readsAhead) {
        readAhead();
      }
      return arrivals.read(bytes, offset, length, getSoTimeout());
    }

    private int readDirectly(byte[] bytes, int offset, int length) throws IOException {
      try {
        return QuickAck.input(real()).read(bytes, offset, length);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (SocketException e) {
        // A link that closed the client's socket may not have come to this direction yet.
        boolean cut = upstream().over() || real().isClosed();
        boolean transparent = upstream().isDirect() && !cut;
        if (!serverClosed) {
          if (!cut) {
            upstream().passage().end(End.SENDER_RESET);
          }
          upstream().cut();
        }
        if (serverClosed || transparent) {
          // A link without toxics is no proxy, which would make an end of a reset.
          throw e;
        }
        return -1;
      }
    }

    /** Toxics came while the server waited for this, or it is the end. */
    private void pass(byte[] bytes, int offset, int count) {
      try {
        if (count > 0) {
          upstream().write(bytes, offset, count);
        } else {
          upstream().end();
        }
      } catch (IOException e) {
        // A toxic has ended the connection: the server reads that.
      }
    }

    private void readAhead() {
      readsAhead = true;
      try {
        threads.execute(LinkSocket.this::pump);
      } catch (RejectedExecutionException e) {
        upstream().cut();
      }
    }

    @Override
    public int available() throws IOException {
      return readsAhead ? arrivals.available() : real().getInputStream().available();
    }

    @Override
    public void close() throws IOException {
      LinkSocket.this.close();
    }
  }

  private void pump() {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream client = QuickAck.input(real());
      for (int n = read(client, buffer); n >= 0; n = read(client, buffer)) {
        if (n > 0) {
          upstream().write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // To the server that is the end as well.
      if (!real().isClosed()) {
        upstream().passage().end(End.SENDER_RESET);
      }
    }
    upstream().end();
  }

  /** The server's time-out isn't this thread's. */
  private static int read(InputStream client, byte[] buffer) throws IOException {
    try {
      return client.read(buffer);
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  // To the client ----------------------------------------------------------------------------

  /** What the server has sent, after the toxics. */
  private final class TowardsClient implements Sink {

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      real().getOutputStream().write(bytes, offset, length);
    }

    @Override
    public void end(Ending ending) {
      if (ending == Ending.FINISHED && !isToCloseClient()) {
        shutdownClient();
        return;
      }
      if (ending == Ending.RESET) {
        lingerNot();
      }
      upstream().passage().end(ending == Ending.RESET ? End.RESET : ofClient());
      closeClient();
      upstream().end();
    }
  }

  /** Who takes nothing more has reset the connection; no link has cut it. */
  private End ofClient() {
    boolean gone = downstream().passage().end().filter(end -> end == End.RECEIVER_GONE).isPresent();
    return gone ? End.SENDER_RESET : End.CUT;
  }

  private boolean isToCloseClient() {
    synchronized (joining) {
      return clientClosed;
    }
  }

  private void shutdownClient() {
    try {
      real().shutdownOutput();
    } catch (IOException e) {
      // Closed by the client in the meantime: nobody is left to tell.
    }
  }

  private void lingerNot() {
    try {
      real().setSoLinger(true, 0);
    } catch (SocketException e) {
      // Closed already.
    }
  }

  private void closeClient() {
    countUnread();
    Sockets.close(real());
  }

  /**
   * What the client has sent, if the server never asked for any of it: as a ClientHello where the
   * server sends a file in clear.
   */
  private void countUnread() {
    if (readsAhead || upstream().passage().taken() > 0) {
      return;
    }
    try {
      upstream().passage().take(real().getInputStream().available());
    } catch (IOException e) {
      // Closed before.
    }
  }

  /** The client's socket is to be closed once all that the server sent has left the toxics. */
  private void closeTowardsClient() {
    boolean over;
    synchronized (joining) {
      clientClosed = true;
      over = lanes.orElseThrow().downstream().over();
    }
    if (over) {
      closeClient();
    } else {
      downstream().end();
    }
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  /** What the server writes. */
  private final class ToClient extends OutputStream {

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (serverClosed) {
        throw new SocketException("Socket closed");
      }
      downstream().write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      LinkSocket.this.close();
    }
  }

  // Both -------------------------------------------------------------------------------------

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    timeoutMillis = millis;
    if (!real().isClosed()) {
      super.setSoTimeout(millis);
    }
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    lingersNot = on && seconds == 0;
    super.setSoLinger(on, seconds);
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    if (name == StandardSocketOptions.SO_LINGER && value instanceof Integer seconds) {
      setSoLinger(seconds >= 0, Math.max(0, seconds));
      return this;
    }
    return super.setOption(name, value);
  }

  @Override
  public boolean isClosed() {
    return serverClosed;
  }

  @Override
  public void shutdownOutput() throws IOException {
    downstream().end();
  }

  /** Returns at once: what is on its way to the client, and its FIN, go on without the server. */
  @Override
  public void close() throws IOException {
    if (serverClosed) {
      return;
    }
    serverClosed = true;
    arrivals.close();
    upstream().passage().end(End.RECEIVER_GONE);
    if (lingersNot) {
      downstream().passage().end(End.SENDER_RESET);
      downstream().cut();
      upstream().cut();
      // Both may have been over.
      closeClient();
      return;
    }
    closeTowardsClient();
    upstream().cut();
  }
}
