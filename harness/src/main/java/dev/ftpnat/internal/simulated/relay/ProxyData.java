package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.proxy.FtpProxy.Side;
import dev.ftpnat.internal.simulated.routing.AcceptQueue;
import dev.ftpnat.internal.simulated.routing.Connection;
import dev.ftpnat.internal.simulated.routing.Decision;
import dev.ftpnat.internal.simulated.routing.Router;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The data connections of one session of a gateway's proxy, and what it carries between them. */
final class ProxyData {

  /** Its own time-out. */
  private static final Duration IDLE = Duration.ofSeconds(900);

  private static final int BUFFER = 16 * 1024;

  /** Told of those that are over. */
  interface Listener {
    void over(Side side, boolean failed);
  }

  private final Router router;
  private final Connector connector;
  private final String gateway;
  private final Map<Side, InetAddress> own;
  private final Duration giveUp;
  private final Executor threads;
  private final ProxyStage.Serial serial;
  private final Listener listener;
  private final Map<Side, AcceptQueue> ports = new EnumMap<>(Side.class);
  private final Map<Side, Socket> sockets = new EnumMap<>(Side.class);
  private final Map<Side, Connection> arrived = new EnumMap<>(Side.class);
  private final Map<Side, Connection> made = new EnumMap<>(Side.class);

  /** How often, since what has been read for one that is dropped goes with it. */
  private final Map<Side, Integer> dropped = new EnumMap<>(Side.class);

  private final List<Socket> all = new ArrayList<>();
  private boolean closed;

  ProxyData(
      Router router,
      Connector connector,
      String gateway,
      Map<Side, InetAddress> own,
      Duration giveUp,
      Executor threads,
      ProxyStage.Serial serial,
      Listener listener) {
    this.router = router;
    this.connector = connector;
    this.gateway = gateway;
    this.own = own;
    this.giveUp = giveUp;
    this.threads = threads;
    this.serial = serial;
    this.listener = listener;
  }

  // Called by the proxy, one at a time ---------------------------------------------------------

  OptionalInt listen(Side side) {
    drop(side);
    AcceptQueue port;
    try {
      port = router.listenAt(gateway, own.get(side), connection -> noteArrival(side, connection));
    } catch (IOException e) {
      return OptionalInt.empty();
    }
    synchronized (this) {
      ports.put(side, port);
    }
    if (!begin(() -> accept(side, port))) {
      port.close();
      return OptionalInt.empty();
    }
    return OptionalInt.of(port.port());
  }

  private void accept(Side side, AcceptQueue port) {
    try {
      Socket socket = port.accept(IDLE);
      port.close();
      synchronized (this) {
        if (ports.get(side) != port) {
          Sockets.reset(socket);
          return;
        }
        ports.remove(side);
      }
      connected(side, socket);
    } catch (IOException e) {
      port.close();
    }
  }

  /**
   * Connects to one of the two.
   *
   * @return why that failed; empty if it didn't
   */
  Optional<String> connect(Side side, Endpoint target) {
    Party origin = side == Side.SERVER ? Party.CLIENT : Party.SERVER;
    try {
      Sockets.Pair pair = Sockets.Pair.open();
      int sourcePort = side == Side.SERVER ? pair.first().getLocalPort() : 20;
      Endpoint source = new Endpoint(own.get(side), sourcePort);
      Decision decision = router.decideOf(gateway, origin, source, target);
      if (!(decision instanceof Decision.Accepted accepted)) {
        Sockets.close(pair.first());
        Sockets.close(pair.second());
        Decision.Refused refused = (Decision.Refused) decision;
        awaitAnswer(refused);
        return Optional.of(refused.failure().toString());
      }
      Connection connection = accepted.connection();
      synchronized (this) {
        made.put(side, connection);
      }
      if (side == Side.SERVER) {
        connector.fromProxy(connection, pair.second());
        connected(side, pair.first());
      } else {
        Sockets.close(pair.first());
        Sockets.close(pair.second());
        connected(side, connector.fromServer(connection));
      }
      carriedOn();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** An attempt that is dropped takes its time. */
  private void awaitAnswer(Decision.Refused refused) {
    if (!refused.failure().isSilent()) {
      return;
    }
    synchronized (this) {
      long deadline = System.nanoTime() + giveUp.toNanos();
      try {
        while (!closed && System.nanoTime() < deadline) {
          TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * What is to be carried over it has been by now: whoever sent it isn't said to be over before.
   */
  void finish(Side side) {
    drop(side);
    serial.run(() -> listener.over(side, false));
  }

  void drop(Side side) {
    AcceptQueue port;
    Socket socket;
    synchronized (this) {
      port = ports.remove(side);
      socket = sockets.remove(side);
      arrived.remove(side);
      made.remove(side);
      dropped.merge(side, 1, Integer::sum);
      notifyAll();
    }
    if (port != null) {
      port.close();
    }
    if (socket != null) {
      Sockets.close(socket);
    }
  }

  void close() {
    for (Side side : Side.values()) {
      drop(side);
    }
    synchronized (this) {
      closed = true;
      all.forEach(Sockets::close);
      notifyAll();
    }
  }

  // Carrying ----------------------------------------------------------------------------------

  private synchronized void noteArrival(Side side, Connection connection) {
    arrived.putIfAbsent(side, connection);
    carriedOn();
  }

  private synchronized void carriedOn() {
    for (Side side : Side.values()) {
      Connection in = arrived.get(side);
      Connection out = made.get(side.opposite());
      if (in != null && out != null) {
        in.carriedOn(out);
        arrived.remove(side);
      }
    }
  }

  private void connected(Side side, Socket socket) {
    synchronized (this) {
      sockets.put(side, socket);
      all.add(socket);
      notifyAll();
      if (closed) {
        Sockets.close(socket);
        return;
      }
    }
    begin(() -> carry(side, socket));
  }

  private void carry(Side side, Socket from) {
    boolean failed = false;
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        Optional<Socket> to = other(side, from);
        if (to.isPresent()) {
          to.get().getOutputStream().write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      failed = true;
    }
    boolean broke = failed;
    serial.run(
        () -> {
          boolean own;
          synchronized (this) {
            own = sockets.get(side) == from;
          }
          if (own) {
            drop(side);
            listener.over(side, broke);
          }
        });
  }

  /** The other one, as soon as it is there; empty if one of the two is dropped before. */
  private synchronized Optional<Socket> other(Side side, Socket from) {
    int generation = dropped.merge(side.opposite(), 0, Integer::sum);
    try {
      while (sockets.get(side) == from && generation == dropped.get(side.opposite()) && !closed) {
        Socket to = sockets.get(side.opposite());
        if (to != null) {
          return Optional.of(to);
        }
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private boolean begin(Runnable task) {
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
