package dev.ftpnat.internal.simulated.loopback;

import dev.ftpnat.internal.io.RealPorts;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.simulated.loopback.ConnectingSockets.Connecting;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All doors of an environment. Every now and then, and when it is told that something has changed,
 * it asks the network what each has to do.
 */
final class Doors implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Doors.class);

  /** How long a door may be wrong after the network has changed by itself. */
  private static final Duration PACE = Duration.ofMillis(25);

  /** A client that asks for more has long forgotten the first. */
  private static final int MOST = 256;

  private static final int MOST_TRIES = 50;
  private static final long STOP_MILLIS = 5000;

  /**
   * An endpoint that a reply has announced.
   *
   * @param control where the control connection goes to that brought it
   * @param announced the endpoint
   */
  record Way(InetAddress control, Endpoint announced) {}

  private final LoopbackNetwork network;
  private final Executor threads;
  private final Map<Way, List<Door>> ways = new LinkedHashMap<>();
  private final List<Door> control = new ArrayList<>();
  private final Map<Connecting, Runnable> knocking = new HashMap<>();
  private volatile Optional<Thread> tending = Optional.empty();
  private boolean closed;

  Doors(LoopbackNetwork network, Executor threads) {
    this.network = network;
    this.threads = threads;
  }

  /** Opens the door to the server's control port, and begins to look after all. */
  synchronized int start() throws IOException {
    Door door = door(Door.reserve(Sockets.loopback(), 0), network::controlTarget);
    control.add(door);
    tend(door);
    // No thread of the network's, for what those do is waited for.
    Thread thread = new Thread(this::tendAll, "ftpnat-loopback");
    thread.setDaemon(true);
    thread.start();
    tending = Optional.of(thread);
    return door.address().getPort();
  }

  /** The port by which an announced endpoint is reached, at whatever address stands for it. */
  synchronized int port(Way way) {
    if (closed) {
      return way.announced().port();
    }
    List<Door> doors = ways.get(way);
    if (doors == null) {
      try {
        doors = open(way);
      } catch (IOException e) {
        throw new UncheckedIOException("no port of loopback can be had", e);
      }
      ways.put(way, doors);
      forgetOldest();
    }
    doors.forEach(this::tend);
    return doors.get(0).address().getPort();
  }

  private void forgetOldest() {
    if (ways.size() > MOST) {
      Iterator<List<Door>> oldest = ways.values().iterator();
      oldest.next().forEach(this::close);
      oldest.remove();
    }
  }

  /** The same port for who goes where he is told, and for who goes where he is connected to. */
  private List<Door> open(Way way) throws IOException {
    Endpoint announced = way.announced();
    Endpoint trusted = new Endpoint(way.control(), announced.port());
    boolean same = trusted.equals(announced);
    for (int tries = 0; ; tries++) {
      Socket first = Door.reserve(Sockets.loopback(), 0);
      if (same) {
        return List.of(door(first, () -> trusted));
      }
      try {
        InetAddress other = LoopbackAddresses.of(announced.address());
        Socket second = Door.reserve(other, first.getLocalPort());
        return List.of(door(first, () -> trusted), door(second, () -> announced));
      } catch (BindException e) {
        if (!isAvailable(LoopbackAddresses.of(announced.address()))) {
          // Only 127.0.0.1 is there, as on macOS: nobody is at the other address.
          return List.of(door(first, () -> trusted));
        }
        Sockets.close(first);
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static boolean isAvailable(InetAddress address) {
    try {
      Sockets.close(Door.reserve(address, 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Door door(Socket reservation, Supplier<Endpoint> target) {
    RealPorts.shared().add(reservation.getLocalPort());
    return new Door(reservation, target, listener -> accept(listener, target));
  }

  private void close(Door door) {
    RealPorts.shared().remove(door.address().getPort());
    door.close();
  }

  // Who comes ---------------------------------------------------------------------------------

  private void accept(ServerSocket listener, Supplier<Endpoint> target) {
    threads.execute(
        () -> {
          while (!listener.isClosed()) {
            try {
              Socket client = listener.accept();
              serve(client, target.get());
            } catch (IOException e) {
              if (!listener.isClosed()) {
                Sockets.pauseAfterError();
              }
            }
          }
        });
  }

  private void serve(Socket client, Endpoint target) {
    try {
      threads.execute(
          () -> {
            try {
              Sockets.prepareAccepted(client);
              network.enter(client, target);
            } catch (IOException e) {
              Sockets.reset(client);
            }
          });
    } catch (RejectedExecutionException e) {
      Sockets.reset(client);
    }
  }

  // What has changed --------------------------------------------------------------------------

  private void tendAll() {
    while (true) {
      synchronized (this) {
        if (closed) {
          return;
        }
        tendNow();
        try {
          wait(PACE.toMillis());
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  /** Something has changed on the network: has every door do what it would. */
  synchronized void tendNow() {
    if (closed) {
      return;
    }
    control.forEach(this::tend);
    ways.values().forEach(doors -> doors.forEach(this::tend));
    listen();
  }

  private void tend(Door door) {
    try {
      door.answer(network.outlook(door.target()));
    } catch (IOException e) {
      LOGGER.warn("The port {} of loopback has been lost to somebody else", door.address(), e);
    }
  }

  /** Hears who knocks where nobody answers, and who has given up. */
  private void listen() {
    List<Door> silent = new ArrayList<>(control);
    ways.values().forEach(silent::addAll);
    silent.removeIf(door -> !door.isSilent());
    Set<Connecting> now =
        silent.isEmpty() && knocking.isEmpty() ? Set.of() : ConnectingSockets.now();
    for (Connecting client : now) {
      silent.stream()
          .filter(door -> door.address().equals(client.remote()))
          .findFirst()
          .ifPresent(
              door -> knocking.computeIfAbsent(client, key -> network.attempted(door.target())));
    }
    knocking
        .entrySet()
        .removeIf(
            knock -> {
              boolean gone = !now.contains(knock.getKey());
              if (gone) {
                knock.getValue().run();
              }
              return gone;
            });
  }

  @Override
  public void close() {
    closeAll();
    boolean interrupted = false;
    try {
      Thread thread = tending.orElse(null);
      if (thread != null) {
        thread.join(STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void closeAll() {
    closed = true;
    control.forEach(this::close);
    ways.values().forEach(doors -> doors.forEach(this::close));
    control.clear();
    ways.clear();
    notifyAll();
  }
}
