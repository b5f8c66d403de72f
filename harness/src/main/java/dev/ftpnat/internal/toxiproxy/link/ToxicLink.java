package dev.ftpnat.internal.toxiproxy.link;

import dev.ftpnat.internal.toxiproxy.toxic.Chunk;
import dev.ftpnat.internal.toxiproxy.toxic.Harm;
import dev.ftpnat.internal.toxiproxy.toxic.StreamDirection;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import dev.ftpnat.internal.toxiproxy.toxic.ToxicChain;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One direction of a connection through the toxics of a proxy. One thread writes into it and ends
 * it; toxics come and go meanwhile.
 */
public final class ToxicLink implements LinkWriter {

  private static final long ORIGIN = System.nanoTime();

  private final ToxicCollection toxics;
  private final StreamDirection direction;
  private final ToxicChain chain;
  private final HarmLog harm;
  private final Sink sink;
  private final Optional<Toxic> resetter;
  private final Executor threads;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The sender's thread is in the sink itself, where the lane's own must not be meanwhile. */
  private boolean writingDirectly;

  /** There is a thread of the lane's own. It goes when the chain is transparent. */
  private volatile boolean threadRuns;

  private boolean senderEnded;
  private volatile boolean over;
  private final Passage passage = new Passage();

  /**
   * A lane that isn't open yet.
   *
   * @param chain makes the chain, which tells what toxics do
   * @param resetter makes its receiver see RST at the end
   */
  ToxicLink(
      ToxicCollection toxics,
      StreamDirection direction,
      Function<Consumer<Harm>, ToxicChain> chain,
      Sink sink,
      Optional<Toxic> resetter,
      Executor threads,
      Witness witness) {
    this.toxics = toxics;
    this.direction = direction;
    this.harm = new HarmLog(witness, this::done);
    this.chain = chain.apply(harm::acts);
    this.sink = sink;
    this.resetter = resetter;
    this.threads = threads;
  }

  /** The time that chains are told. */
  static long now() {
    return System.nanoTime() - ORIGIN;
  }

  StreamDirection direction() {
    return direction;
  }

  /** How much has gone in and come out. */
  public Passage passage() {
    return passage;
  }

  /** The connection has joined: lets the toxics of the first hour begin. */
  void open() {
    change(now -> {});
  }

  /** What a toxic has done up to now. */
  private Harm.Done done(Harm asked) {
    lock.lock();
    try {
      return chain.done(asked, now());
    } finally {
      lock.unlock();
    }
  }

  // What the sender's side calls -------------------------------------------------------------

  /** Goes through the toxics if there are any, and blocks while these hold back too much. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    passage.take(length);
    lock.lock();
    try {
      while (!over
          && !senderEnded
          && !chain.cut()
          && (writingDirectly || (threadRuns && !chain.ready()))) {
        await(ToxicChain.NEVER);
      }
      if (over || senderEnded || chain.cut()) {
        throw new IOException("the connection has been cut");
      }
      if (threadRuns) {
        long now = now();
        byte[] copy = toxics.buffers().copy(bytes, offset, length);
        chain.offer(new Chunk(copy, 0, length, now), now);
        chain.advance(now);
        changed.signalAll();
        return;
      }
      writingDirectly = true;
    } finally {
      lock.unlock();
    }
    writeDirectly(bytes, offset, length);
  }

  private void writeDirectly(byte[] bytes, int offset, int length) throws IOException {
    boolean written = false;
    try {
      passage.pass(length);
      sink.write(bytes, offset, length);
      written = true;
    } finally {
      lock.lock();
      try {
        writingDirectly = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      if (!written) {
        refused(length);
      }
    }
  }

  /** The receiver didn't take it. */
  private void refused(int length) {
    passage.passNot(length);
    passage.end(Passage.End.RECEIVER_GONE);
    finish(Ending.CUT);
  }

  @Override
  public void end() {
    lock.lock();
    try {
      if (over || senderEnded) {
        return;
      }
      senderEnded = true;
      chain.end();
      if (threadRuns) {
        changed.signalAll();
        return;
      }
    } finally {
      lock.unlock();
    }
    finish(Ending.FINISHED);
  }

  @Override
  public void cut() {
    finish(Ending.CUT);
  }

  /** Whether what is written goes on at once, on the thread that writes. */
  @Override
  public boolean isDirect() {
    return !threadRuns;
  }

  /** Whether nothing more will be sent on. */
  public boolean over() {
    return over;
  }

  // What the proxy's side calls --------------------------------------------------------------

  void add(Toxic toxic) {
    change(now -> chain.add(toxic, now));
  }

  void update(Toxic toxic) {
    change(now -> chain.update(toxic, now));
  }

  void remove(Toxic toxic) {
    change(now -> chain.remove(toxic.name(), now));
  }

  private interface Change {
    void at(long now);
  }

  private void change(Change change) {
    lock.lock();
    try {
      if (!over) {
        change.at(now());
        if (!threadRuns && !chain.transparent()) {
          startThread();
        }
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  // The lane's own thread --------------------------------------------------------------------

  /** Holds the lock. */
  private void startThread() {
    threadRuns = true;
    try {
      threads.execute(this::run);
    } catch (RejectedExecutionException e) {
      // All is being closed, and this lane with it.
      threadRuns = false;
      over = true;
    }
  }

  /** What the lane's thread does next; if neither is there, it isn't needed any more. */
  private record Next(Optional<Chunk> chunk, Optional<Ending> ending) {}

  private void run() {
    try {
      Next next = next();
      while (next.chunk().isPresent()) {
        Chunk chunk = next.chunk().get();
        if (!send(chunk)) {
          return;
        }
        recycle(chunk);
        next = next();
      }
      next.ending().ifPresent(this::finish);
    } catch (InterruptedIOException e) {
      finish(Ending.CUT);
    } catch (RuntimeException | Error e) {
      finish(Ending.CUT);
      throw e;
    }
  }

  /** If the receiver is gone, whoever writes learns it with the next chunk. */
  private boolean send(Chunk chunk) {
    passage.pass(chunk.length());
    try {
      sink.write(chunk.bytes(), chunk.offset(), chunk.length());
      return true;
    } catch (IOException e) {
      refused(chunk.length());
      return false;
    }
  }

  /** Chunks leave in the order of their bytes, so after its last part nobody has others of it. */
  private void recycle(Chunk chunk) {
    if (chunk.length() > 0 && chunk.offset() + chunk.length() == chunk.bytes().length) {
      toxics.buffers().recycle(chunk.bytes());
    }
  }

  private Next next() throws InterruptedIOException {
    lock.lock();
    try {
      while (writingDirectly) {
        await(ToxicChain.NEVER);
      }
      while (!over) {
        long now = now();
        Optional<Chunk> chunk = chain.poll(now);
        changed.signalAll();
        if (chunk.isPresent()) {
          return new Next(chunk, Optional.empty());
        }
        if (chain.over()) {
          return new Next(
              Optional.empty(), Optional.of(chain.cut() ? Ending.CUT : Ending.FINISHED));
        }
        if (chain.transparent()) {
          threadRuns = false;
          return new Next(Optional.empty(), Optional.empty());
        }
        await(chain.due(now));
      }
      return new Next(Optional.empty(), Optional.empty());
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // whoever calls it loops
  private void await(long due) throws InterruptedIOException {
    try {
      if (due == ToxicChain.NEVER) {
        changed.await();
      } else {
        changed.awaitNanos(due - now());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("closed while it waited");
    }
  }

  private void finish(Ending ending) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      over = true;
      long now = now();
      if (ending == Ending.FINISHED) {
        resetter.ifPresent(toxic -> Harm.ofReset(toxic, harm::acts, now));
      }
      harm.close(each -> chain.done(each, now));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    toxics.left(this);
    Ending told = resetter.isPresent() ? Ending.RESET : ending;
    passage.end(
        switch (told) {
          case FINISHED -> Passage.End.FINISHED;
          case CUT -> Passage.End.CUT;
          case RESET -> Passage.End.RESET;
        });
    sink.end(told);
  }
}
