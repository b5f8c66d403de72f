package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.internal.server.direct.DirectService;
import dev.ftpnat.internal.server.session.CommandLine;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoEvent;
import org.apache.mina.core.session.IoSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the events of a session one after the other, and those of different sessions at the same
 * time.
 *
 * <p>Where the network brings what clients say, it is executed by whoever brings it, unless it may
 * wait for the client: a transfer. No thread need be woken for all the rest.
 *
 * <p>MINA's own ordered pool starts a thread only if none is idle at that moment. Two sessions that
 * get a command at once can count on the same idle thread, and one then waits for the other's
 * transfer.
 */
final class SessionExecutor implements Executor {

  private static final Logger LOGGER = LoggerFactory.getLogger(SessionExecutor.class);
  private static final AttributeKey LANE = new AttributeKey(SessionExecutor.class, "lane");

  private final DaemonThreads named;
  private final ThreadPoolExecutor threads;
  private final Predicate<CommandLine> mayTakeLong;
  private final Set<Runnable> beforeStop = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * An executor without threads.
   *
   * @param atServer makes of a thread's work what it does where the server's host is
   * @param mayTakeLong whether a command waits for the client while it is executed
   */
  SessionExecutor(UnaryOperator<Runnable> atServer, Predicate<CommandLine> mayTakeLong) {
    this.mayTakeLong = mayTakeLong;
    named = new DaemonThreads("ftpnat-session-", atServer);
    threads = named.pool();
  }

  /** The events of one session that wait for their turn. */
  private final class Lane implements Runnable {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private volatile Runnable afterEach = () -> {};

    synchronized void add(Runnable event) {
      waiting.add(event);
      if (!running) {
        start();
      }
    }

    /** Holds the lock. */
    private void start() {
      try {
        threads.execute(this);
        running = true;
      } catch (RejectedExecutionException e) {
        // The server is stopping; nobody is left to answer.
        waiting.clear();
      }
    }

    /** Handles it on this thread, unless others are before it. */
    void handle(Runnable event) {
      synchronized (this) {
        if (running) {
          waiting.add(event);
          return;
        }
        running = true;
      }
      Optional<Runnable> quick = Optional.of(event);
      while (quick.isPresent()) {
        run(quick.get());
        quick = nextQuick();
      }
    }

    /** What has come meanwhile goes to a thread if it takes long, with all behind it. */
    private synchronized Optional<Runnable> nextQuick() {
      Runnable event = waiting.peek();
      if (event != null && isQuick(event)) {
        return Optional.of(waiting.remove());
      }
      running = false;
      if (event != null) {
        start();
      }
      return Optional.empty();
    }

    @Override
    public void run() {
      for (Runnable event = next(); event != null; event = next()) {
        run(event);
      }
    }

    private void run(Runnable event) {
      try {
        event.run();
      } catch (RuntimeException | Error e) {
        // The events after it must still have their turn.
        LOGGER.error("An event of a session failed", e);
      }
      afterEach.run();
    }

    synchronized boolean isRunning() {
      return running;
    }

    synchronized int waiting() {
      return waiting.size();
    }

    private synchronized Runnable next() {
      Runnable event = waiting.poll();
      running = event != null;
      return event;
    }
  }

  @Override
  public void execute(Runnable task) {
    execute(((IoEvent) task).getSession(), task);
  }

  private boolean isQuick(Runnable task) {
    return !(task instanceof IoEvent event
        && event.getParameter() instanceof CommandLine line
        && mayTakeLong.test(line));
  }

  /** Runs a task of one's own in its turn among the session's events. */
  void execute(IoSession session, Runnable task) {
    if (DirectService.isDirect(session) && isQuick(task)) {
      lane(session).handle(task);
    } else {
      lane(session).add(task);
    }
  }

  /** Runs a task in its turn among the session's events, or when the server stops before that. */
  void executeAtLatest(IoSession session, Runnable task) {
    AtomicBoolean done = new AtomicBoolean();
    Runnable once =
        () -> {
          if (done.compareAndSet(false, true)) {
            task.run();
          }
        };
    beforeStop.add(once);
    execute(
        session,
        () -> {
          once.run();
          beforeStop.remove(once);
        });
    if (stopping) {
      once.run();
    }
  }

  /** Also runs this, from now on, after each event of the session. */
  void afterEachEvent(IoSession session, Runnable task) {
    lane(session).afterEach = task;
  }

  /** How many events of the session wait for another to end. */
  int waiting(IoSession session) {
    return lane(session).waiting();
  }

  /** Whether an event of the session is being executed. */
  boolean isRunning(IoSession session) {
    return lane(session).isRunning();
  }

  /** What its threads are about. */
  Activity activity() {
    return named.activity();
  }

  private Lane lane(IoSession session) {
    Lane fresh = new Lane();
    Lane existing = (Lane) session.setAttributeIfAbsent(LANE, fresh);
    return existing == null ? fresh : existing;
  }

  /** Has a thread ready for the first session, started while nobody waits for it. */
  void prepare() {
    threads.execute(() -> {});
  }

  ThreadPoolExecutor pool() {
    return threads;
  }

  /** Lets what runs come to its end, and interrupts what still runs at the deadline. */
  void stop(long deadline) throws InterruptedException {
    stopping = true;
    beforeStop.forEach(Runnable::run);
    threads.shutdown();
    try {
      named.join(deadline);
    } finally {
      threads.shutdownNow();
    }
  }
}
