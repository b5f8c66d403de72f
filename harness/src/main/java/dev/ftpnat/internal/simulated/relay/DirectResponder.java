package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.server.spi.ControlLine;
import dev.ftpnat.internal.server.spi.ControlPort;
import dev.ftpnat.internal.server.spi.ControlSession;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The server itself, without a socket before it. What it says goes to the client on the thread that
 * says it, as long as nothing on the way waits; else the {@link SendBuffer} takes it.
 */
final class DirectResponder implements Responder {

  private final ControlPort port;
  private final Endpoint source;
  private final InetSocketAddress peer;
  private final InetSocketAddress local;
  private final UnaryOperator<byte[]> secret;
  private final AtomicBoolean finished = new AtomicBoolean();
  private volatile Optional<ControlSession> session = Optional.empty();
  private volatile Optional<SendBuffer> buffer = Optional.empty();
  private volatile Optional<Executor> finisher = Optional.empty();
  private volatile boolean gone;

  /** A session that hasn't begun, of a client that sees what the network shows it. */
  DirectResponder(ControlPort port, Socket client, Endpoint source) {
    this(port, client, source, UnaryOperator.identity());
  }

  /**
   * A session that hasn't begun.
   *
   * @param client the client's connection, by whose addresses the server knows it
   * @param source where it comes from on the network
   * @param secret what is said under TLS instead of the server's replies
   */
  DirectResponder(ControlPort port, Socket client, Endpoint source, UnaryOperator<byte[]> secret) {
    this.port = port;
    this.secret = secret;
    this.source = source;
    this.peer = (InetSocketAddress) client.getRemoteSocketAddress();
    this.local = (InetSocketAddress) client.getLocalSocketAddress();
  }

  /** What the server knows the client's end by. */
  InetSocketAddress peer() {
    return peer;
  }

  @Override
  public void start(Sent sent, Path path, Executor threads) throws IOException {
    finisher = Optional.of(threads);
    buffer = Optional.of(new SendBuffer(sent, threads));
    session = Optional.of(port.open(new Line(sent, path, buffer.get())));
    if (gone) {
      session.get().reset();
    }
  }

  /** The way to the client, for the server. */
  private final class Line implements ControlLine {

    private final Sent sent;
    private final Path path;
    private final SendBuffer waiting;

    /** Somebody sends without the buffer, perhaps to a client that doesn't read. */
    private volatile boolean sending;

    Line(Sent sent, Path path, SendBuffer waiting) {
      this.sent = sent;
      this.path = path;
      this.waiting = waiting;
    }

    @Override
    public InetSocketAddress peer() {
      return peer;
    }

    @Override
    public InetAddress source() {
      return source.address();
    }

    @Override
    public InetSocketAddress local() {
      return local;
    }

    @Override
    public byte[] secret(byte[] replies) {
      return secret.apply(replies);
    }

    @Override
    public void send(byte[] segment) throws IOException {
      if (gone) {
        throw new SocketException("Broken pipe");
      }
      if (isClear()) {
        sending = true;
        try {
          sent.take(segment);
        } catch (IOException e) {
          sent.failed(e);
          throw e;
        } finally {
          sending = false;
        }
      } else {
        waiting.add(segment);
      }
    }

    private boolean isClear() {
      return waiting.isEmpty() && path.isClear();
    }

    @Override
    public void close() {
      if (gone) {
        return;
      }
      if (isClear()) {
        sent.end();
      } else if (sending) {
        // A toxic has come meanwhile, and an end behind it wouldn't free whoever sends.
        sent.failed(new SocketException("closed while it was sending"));
      } else {
        waiting.end();
      }
    }

    @Override
    public void reset() {
      if (!gone) {
        sent.failed(new SocketException("reset by the server"));
      }
    }
  }

  @Override
  public void write(byte[] segment) throws IOException {
    session.orElseThrow(() -> new SocketException("Broken pipe")).receive(segment);
  }

  @Override
  public void finish() {
    if (finished.compareAndSet(false, true)) {
      session.ifPresent(ControlSession::finish);
    }
  }

  @Override
  public void reset() {
    leave();
    session.ifPresent(ControlSession::reset);
  }

  @Override
  public void close() {
    leave();
    if (finished.compareAndSet(false, true)) {
      session.ifPresent(this::finishMeanwhile);
    }
  }

  /** Whoever has cut the connection doesn't wait until the server reads that. */
  private void finishMeanwhile(ControlSession open) {
    try {
      finisher.orElseThrow().execute(open::finish);
    } catch (RejectedExecutionException e) {
      open.reset();
    }
  }

  private void leave() {
    gone = true;
    buffer.ifPresent(SendBuffer::close);
  }

  /** A server that a proxy connects to when it wants to, and perhaps again. */
  static final class Late implements Responder {

    private final Supplier<DirectResponder> connecting;
    private volatile Optional<Beginning> beginning = Optional.empty();
    private volatile Optional<DirectResponder> open = Optional.empty();

    private record Beginning(Sent sent, Path path, Executor threads) {}

    /** One that isn't connected to yet. */
    Late(Supplier<DirectResponder> connecting) {
      this.connecting = connecting;
    }

    @Override
    public void start(Sent sent, Path path, Executor threads) {
      beginning = Optional.of(new Beginning(sent, path, threads));
    }

    /** Connects to it. */
    boolean open() {
      Beginning how = beginning.orElseThrow();
      DirectResponder session = connecting.get();
      open = Optional.of(session);
      try {
        session.start(how.sent(), how.path(), how.threads());
        return true;
      } catch (IOException e) {
        open = Optional.empty();
        return false;
      }
    }

    @Override
    public void write(byte[] segment) throws IOException {
      open.orElseThrow(() -> new SocketException("Broken pipe")).write(segment);
    }

    @Override
    public void finish() {
      open.ifPresent(DirectResponder::finish);
    }

    @Override
    public void reset() {
      open.ifPresent(DirectResponder::reset);
    }

    @Override
    public void close() {
      open.ifPresent(DirectResponder::close);
      open = Optional.empty();
    }
  }
}
