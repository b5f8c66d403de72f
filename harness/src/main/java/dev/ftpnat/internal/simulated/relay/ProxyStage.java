package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.proxy.FtpProxy;
import dev.ftpnat.internal.proxy.FtpProxy.Side;
import dev.ftpnat.internal.proxy.ProxyAddresses;
import dev.ftpnat.internal.proxy.ProxyHost;
import dev.ftpnat.internal.proxy.SuseProxy;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SegmentText;
import dev.ftpnat.internal.simulated.routing.Connection;
import dev.ftpnat.internal.simulated.routing.Router;
import dev.ftpnat.internal.text.Printable;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A gateway whose proxy ends the control connection: what comes from either side is for the proxy,
 * and what goes on is the proxy's. Nothing in here knows whether the session is encrypted.
 */
final class ProxyStage implements Stage, ProxyHost {

  private final long connection;
  private final Connection.AtGateway gateway;
  private final Recorder recorder;
  private final Ends ends;
  private final DirectResponder.Late server;
  private final Serial serial;
  private final ProxyData data;
  private final FtpProxy proxy;
  private final Map<Side, InetAddress> own = new EnumMap<>(Side.class);
  private final Map<Side, Next> ways = new EnumMap<>(Side.class);

  /** What the client has said that is being answered. */
  private Optional<byte[]> asked = Optional.empty();

  /** What the server has said last. */
  private byte[] replied = {};

  /** Why the proxy can't make the data connection that the server has told it to make. */
  private Optional<String> astray = Optional.empty();

  private Optional<Endpoint> listening = Optional.empty();

  ProxyStage(
      long connection,
      Connection.AtGateway gateway,
      Recorder recorder,
      Ends ends,
      DirectResponder.Late server,
      Router router,
      Connector connector,
      Duration giveUp,
      Executor threads) {
    this.connection = connection;
    this.gateway = gateway;
    this.recorder = recorder;
    this.ends = ends;
    this.server = server;
    this.serial = new Serial(threads);
    Hop hop = gateway.hop();
    boolean reverse = !hop.target().equals(hop.translatedTarget());
    own.put(Side.CLIENT, reverse ? hop.target().address() : router.insideAddress(hop.gateway()));
    own.put(Side.SERVER, hop.translatedSource().address());
    this.data =
        new ProxyData(
            router, connector, hop.gateway(), own, giveUp, threads, serial, this::dataEnded);
    this.proxy =
        new SuseProxy(
            new ProxyAddresses(hop.source(), own.get(Side.CLIENT), own.get(Side.SERVER)), this);
    ends.alsoCut(data::close);
    ends.alsoCut(serial::close);
  }

  /** Whether a proxy of the gateway takes a control connection. */
  static boolean takes(Connection.AtGateway at) {
    Gateway gateway = at.gateway();
    return gateway.alg().isProxy()
        && at.hop().target().address() instanceof Inet4Address
        && gateway
            .algPorts()
            .contains(
                gateway.matchesAlgPortsInside()
                    ? at.hop().translatedTarget().port()
                    : at.hop().target().port());
  }

  private void dataEnded(Side side, boolean failed) {
    proxy.dataEnded(side, failed);
  }

  @Override
  public void open() {
    serial.run(proxy::begin);
  }

  @Override
  public Next towards(Direction direction, Next next) {
    boolean original = direction == Direction.ORIGINAL;
    Side from = original ? Side.CLIENT : Side.SERVER;
    ways.put(from.opposite(), next);
    return new Next() {
      @Override
      public void take(byte[] segment) {
        switch (gateway.carry(original, () -> SegmentText.of(segment))) {
          case ARRIVES -> serial.runWhenThereIsRoom(() -> received(from, segment));
          case LOST -> {}
          case RESET -> ends.resetSender(direction);
        }
      }

      @Override
      public void end() {
        if (gateway.carry(original, () -> SegmentText.NOTHING) == Delivery.ARRIVES) {
          serial.run(() -> proxy.controlEnded(from));
        } else {
          ends.over(direction);
        }
      }
    };
  }

  private void received(Side from, byte[] segment) {
    asked = from == Side.CLIENT ? Optional.of(segment) : Optional.empty();
    replied = from == Side.SERVER ? segment : replied;
    listening = Optional.empty();
    proxy.received(from, segment);
    asked = Optional.empty();
  }

  // What the proxy does -----------------------------------------------------------------------

  @Override
  public void say(Side to, byte[] segment) {
    if (to == Side.CLIENT) {
      asked.ifPresent(question -> answered(question, segment));
      astray.ifPresent(reason -> answered(Party.SERVER, replied, segment, reason));
      astray = Optional.empty();
    }
    try {
      ways.get(to).take(segment);
    } catch (IOException e) {
      // Whoever it is for is gone.
    }
  }

  private void answered(byte[] question, byte[] answer) {
    boolean auth = Printable.of(question).regionMatches(true, 0, "AUTH", 0, 4);
    answered(
        Party.CLIENT,
        question,
        answer,
        auth ? AlgReason.AUTH_ANSWERED.text() : "is answered by the proxy");
  }

  private void answered(Party sender, byte[] said, byte[] answer, String reason) {
    Optional<Endpoint> pinhole = listening;
    recorder.record(
        at ->
            new AlgAction(
                at,
                connection,
                gateway.hop().gateway(),
                sender,
                AlgKind.ANSWERED,
                Printable.of(said),
                Printable.of(answer),
                pinhole,
                reason));
  }

  @Override
  public boolean openControl() {
    return server.open();
  }

  @Override
  public void closeControl(Side side) {
    if (side == Side.SERVER) {
      server.finish();
      return;
    }
    ways.get(Side.CLIENT).end();
    server.finish();
    data.close();
    ends.over(Direction.ORIGINAL);
  }

  @Override
  public OptionalInt listen(Side side) {
    OptionalInt port = data.listen(side);
    if (side == Side.CLIENT && port.isPresent()) {
      listening = Optional.of(new Endpoint(own.get(side), port.getAsInt()));
    }
    return port;
  }

  @Override
  public boolean connect(Side side, Endpoint target) {
    Optional<String> failure = data.connect(side, target);
    if (side == Side.SERVER) {
      astray = failure.map(why -> "leads the proxy to " + target + ": " + why);
    }
    return failure.isEmpty();
  }

  @Override
  public void finishData(Side side) {
    data.finish(side);
  }

  @Override
  public void dropData(Side side) {
    data.drop(side);
  }

  /** Runs tasks one after the other, each on a thread of others'. */
  static final class Serial {

    /** How many segments a TCP stack takes from its peer before that has to wait, about. */
    private static final int ROOM = 16;

    private final Executor threads;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private Optional<Thread> worker = Optional.empty();
    private boolean running;
    private boolean closed;

    Serial(Executor threads) {
      this.threads = threads;
    }

    /** As {@link #run}, but waits as long as much else is to be done, unless it is closed. */
    void runWhenThereIsRoom(Runnable task) {
      synchronized (this) {
        boolean isOwn = worker.filter(Thread.currentThread()::equals).isPresent();
        try {
          while (tasks.size() >= ROOM && !isOwn && !closed) {
            wait();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      run(task);
    }

    void run(Runnable task) {
      synchronized (this) {
        tasks.add(task);
        if (running) {
          return;
        }
        running = true;
      }
      try {
        threads.execute(this::work);
      } catch (RejectedExecutionException e) {
        // The network is closed, and nobody waits for it.
        close();
      }
    }

    /** The connection is over: nobody waits any more. */
    synchronized void close() {
      closed = true;
      notifyAll();
    }

    private void work() {
      boolean done = false;
      try {
        while (!done) {
          Optional<Runnable> next = take();
          next.ifPresent(Runnable::run);
          done = next.isEmpty();
        }
      } finally {
        if (!done) {
          close();
        }
      }
    }

    private synchronized Optional<Runnable> take() {
      Optional<Runnable> next = Optional.ofNullable(tasks.poll());
      running = next.isPresent();
      worker = next.map(task -> Thread.currentThread());
      notifyAll();
      return next;
    }
  }
}
