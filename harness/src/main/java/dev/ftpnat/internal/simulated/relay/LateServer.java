package dev.ftpnat.internal.simulated.relay;

import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A server that a proxy connects to when it wants to, and perhaps again. */
final class LateServer implements Responder {

  private final Supplier<DirectResponder> connecting;
  private volatile Optional<Beginning> beginning = Optional.empty();
  private volatile Optional<DirectResponder> open = Optional.empty();

  private record Beginning(Sent sent, Path path, Executor threads) {}

  /** One that isn't connected to yet. */
  LateServer(Supplier<DirectResponder> connecting) {
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
