package dev.ftpnat.internal.simulated.loopback;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Outcome;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A port of loopback that leads to an endpoint of the network. While the network would let somebody
 * in it listens; while it would refuse him the port is taken but closed, so that the operating
 * system refuses; and while nobody would answer it listens with a full backlog, so that Linux and
 * others don't answer either.
 */
final class Door {

  private static final int BACKLOG = 128;

  /** Of a listener that is to be full: as few as can be. */
  private static final int LEAST_BACKLOG = 1;

  /** Linux lets in one more than the backlog, others up to half as many more. */
  private static final int FEWEST_FILLERS = LEAST_BACKLOG + 1;

  private static final int MOST_FILLERS = 16;

  /** Loopback answers at once, if it does. */
  private static final int PROBE_MILLIS = 10;

  private static final int FILLER_MILLIS = 1000;
  private static final long FREE_WITHIN_NANOS = 2_000_000_000L;

  private final InetSocketAddress address;
  private final Supplier<Endpoint> target;
  private final Consumer<ServerSocket> opened;
  private final List<Socket> fillers = new ArrayList<>();
  private Optional<Outcome> state = Optional.empty();
  private Optional<Socket> reservation;
  private Optional<ServerSocket> listener = Optional.empty();

  /**
   * A closed one.
   *
   * @param reservation a bound socket, which keeps the port from others
   * @param target where it leads, which may change
   * @param opened told of each listening socket, of which it is to accept
   */
  Door(Socket reservation, Supplier<Endpoint> target, Consumer<ServerSocket> opened) {
    this.address = (InetSocketAddress) reservation.getLocalSocketAddress();
    this.reservation = Optional.of(reservation);
    this.target = target;
    this.opened = opened;
  }

  /**
   * Takes a port and keeps it closed.
   *
   * @param port 0 for any free one
   * @throws IOException if it can't be had
   */
  static Socket reserve(InetAddress address, int port) throws IOException {
    Socket reservation = Sockets.open();
    try {
      reservation.setReuseAddress(true);
      reservation.bind(new InetSocketAddress(address, port));
      return reservation;
    } catch (IOException e) {
      Sockets.close(reservation);
      throw e;
    }
  }

  /** Where it is. */
  InetSocketAddress address() {
    return address;
  }

  /** Where it leads now. */
  Endpoint target() {
    return target.get();
  }

  /** Whether nobody answers at it. */
  synchronized boolean isSilent() {
    return state.equals(Optional.of(Outcome.DROPPED));
  }

  /**
   * Makes it do what the network would.
   *
   * @throws IOException if the port can't be had any more
   */
  synchronized void answer(Outcome outlook) throws IOException {
    // Loopback knows no ICMP: what is unreachable is refused.
    Outcome wanted = outlook == Outcome.UNREACHABLE ? Outcome.REFUSED : outlook;
    if (state.equals(Optional.of(wanted))) {
      return;
    }
    free();
    switch (wanted) {
      case ESTABLISHED -> {
        listener = Optional.of(once(() -> listen(BACKLOG)));
        opened.accept(listener.get());
      }
      case DROPPED -> {
        listener = Optional.of(once(() -> listen(LEAST_BACKLOG)));
        fill();
      }
      default ->
          reservation = Optional.of(once(() -> reserve(address.getAddress(), address.getPort())));
    }
    state = Optional.of(wanted);
  }

  /** Takes the port, or makes something of it. */
  @FunctionalInterface
  private interface Taking<T> {
    T take() throws IOException;
  }

  /**
   * Takes the port as soon as it is free: a listening socket that has been closed goes on until the
   * thread that waits for it has woken.
   */
  private static <T> T once(Taking<T> taking) throws IOException {
    long deadline = System.nanoTime() + FREE_WITHIN_NANOS;
    while (true) {
      try {
        return taking.take();
      } catch (BindException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw e;
        }
        Sockets.pauseAfterError();
      }
    }
  }

  private ServerSocket listen(int backlog) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, backlog);
      return socket;
    } catch (IOException e) {
      Sockets.close(socket);
      throw e;
    }
  }

  /**
   * A connection may be in a moment after it has been made, so it takes one that isn't answered.
   */
  private void fill() throws IOException {
    for (int n = 0; n < MOST_FILLERS; n++) {
      Socket filler = Sockets.open();
      fillers.add(filler);
      try {
        filler.connect(address, n < FEWEST_FILLERS ? FILLER_MILLIS : PROBE_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  private void free() {
    state = Optional.empty();
    reservation.ifPresent(Sockets::close);
    reservation = Optional.empty();
    listener.ifPresent(Sockets::close);
    listener = Optional.empty();
    fillers.forEach(Sockets::reset);
    fillers.clear();
  }

  /** Closes it for good. */
  synchronized void close() {
    free();
  }
}
