package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A selector of our channels. The JDK's, which takes only its own, selects for it among what is
 * behind them; what fails to connect to a simulated address, and is behind no channel of the JDK's,
 * it knows itself.
 *
 * <p>A channel of the JDK's that no provider has opened, as those of SCTP are, it takes as well.
 * Such a channel has two keys, so it blocks again only after a selection, and isn't closed if it is
 * while somebody selects.
 */
final class SimulatedSelector extends AbstractSelector {

  private static final long FOREVER = Long.MAX_VALUE;

  private final Selector real;
  private final Set<SelectionKey> keys = ConcurrentHashMap.newKeySet();

  /** Of channels whose connect comes to nothing. */
  private final Set<SimulatedKey> failing = ConcurrentHashMap.newKeySet();

  private final Set<SelectionKey> selected = new HashSet<>();
  private final Set<SelectionKey> publicSelected = new Shrinking(selected);
  private final AtomicBoolean woken = new AtomicBoolean();

  SimulatedSelector(SelectorProvider provider, Selector real) {
    super(provider);
    this.real = real;
  }

  /** A set that others only take from. */
  private static final class Shrinking extends AbstractSet<SelectionKey> {
    private final Set<SelectionKey> all;

    Shrinking(Set<SelectionKey> all) {
      this.all = all;
    }

    @Override
    public Iterator<SelectionKey> iterator() {
      return all.iterator();
    }

    @Override
    public int size() {
      return all.size();
    }

    @Override
    public boolean contains(Object key) {
      return all.contains(key);
    }

    @Override
    public boolean remove(Object key) {
      return all.remove(key);
    }

    @Override
    public void clear() {
      all.clear();
    }
  }

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
    requireOpen();
    SimulatedKey key = new SimulatedKey(this, channel);
    key.attach(attachment);
    try {
      key.stand(key.fronting().map(Fronting::real).orElse(channel).register(real, 0, key));
    } catch (ClosedChannelException e) {
      key.cancel(); // It is being closed, which cancels its keys.
      return key;
    }
    keys.add(key);
    key.fronting().ifPresent(fronting -> fronting.registrations().add(key));
    try {
      key.interestOps(ops);
    } catch (CancelledKeyException e) {
      return key; // Somebody has seen it among the keys, or closes the channel.
    }
    if (!isOpen()) {
      key.cancel();
      key.cancelReal();
      forget(key);
      throw new ClosedSelectorException();
    }
    return key;
  }

  @Override
  public Set<SelectionKey> keys() {
    requireOpen();
    return Collections.unmodifiableSet(keys);
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    requireOpen();
    return publicSelected;
  }

  private void requireOpen() {
    if (!isOpen()) {
      throw new ClosedSelectorException();
    }
  }

  // Selecting ---------------------------------------------------------------------------------

  @Override
  public int selectNow() throws IOException {
    return select(0, true);
  }

  @Override
  public int select() throws IOException {
    return select(FOREVER, false);
  }

  @Override
  public int select(long timeoutMillis) throws IOException {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("negative timeout");
    }
    return select(
        timeoutMillis == 0 ? FOREVER : TimeUnit.MILLISECONDS.toNanos(timeoutMillis), false);
  }

  private int select(long nanos, boolean now) throws IOException {
    synchronized (this) {
      requireOpen();
      synchronized (publicSelected) {
        long begin = System.nanoTime();
        while (true) {
          forgetCancelled();
          long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - begin);
          // What has forgotten keys may have found something, and taken the JDK's wake-up.
          boolean atOnce = now || woken.get() || !isOpen() || !real.selectedKeys().isEmpty();
          selectReal(Math.min(left, nextFailure()), atOnce);
          forgetCancelled();
          boolean found = !real.selectedKeys().isEmpty() || nextFailure() <= 0;
          int updated = update();
          boolean over = now || (nanos != FOREVER && System.nanoTime() - begin >= nanos);
          if (woken.getAndSet(false)
              || found
              || over
              || !isOpen() // Whoever closes it waits until this is left.
              || Thread.currentThread().isInterrupted()) {
            return updated;
          }
        }
      }
    }
  }

  private void selectReal(long nanos, boolean now) throws IOException {
    if (now || nanos <= 0) {
      real.selectNow();
    } else if (nanos == FOREVER) {
      real.select();
    } else {
      real.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
  }

  /** How long it is until a connect fails. */
  private long nextFailure() {
    long next = FOREVER;
    for (SimulatedKey key : failing) {
      next = Math.min(next, key.awaited().map(RefusedConnect::nanosLeft).orElse(FOREVER));
    }
    return next;
  }

  private int update() {
    int updated = 0;
    for (SelectionKey key : real.selectedKeys()) {
      if (key.isValid() && key.attachment() instanceof SimulatedKey ours && ours.isValid()) {
        updated += select(ours, key.readyOps());
      }
    }
    real.selectedKeys().clear();
    for (SimulatedKey ours : failing) {
      if (ours.awaited().filter(RefusedConnect::isDue).isPresent()) {
        updated += select(ours, SelectionKey.OP_CONNECT);
      }
    }
    return updated;
  }

  private int select(SimulatedKey key, int ops) {
    boolean before = selected.contains(key);
    boolean news = key.ready(ops, before);
    if (news) {
      selected.add(key);
    }
    return news ? 1 : 0;
  }

  private void forgetCancelled() throws IOException {
    List<SimulatedKey> cancelled = takeCancelled();
    if (!cancelled.isEmpty()) {
      forget(cancelled, real::selectNow);
    }
  }

  /** They aren't looked at longer than that: whoever cancels may have the lock of a channel. */
  private List<SimulatedKey> takeCancelled() {
    Set<SelectionKey> cancelled = cancelledKeys();
    synchronized (cancelled) {
      if (cancelled.isEmpty()) {
        return List.of();
      }
      List<SimulatedKey> taken = cancelled.stream().map(SimulatedKey.class::cast).toList();
      cancelled.clear();
      return taken;
    }
  }

  /** What makes the JDK's selector forget keys. */
  @FunctionalInterface
  private interface Forgetting {
    void run() throws IOException;
  }

  /**
   * The JDK's keys are forgotten first, so that a channel that has no key of ours has none of the
   * JDK's, and can be registered again. The other way round if ours is on the same channel: the
   * JDK's selector closes only what has no other key.
   */
  private void forget(List<SimulatedKey> cancelled, Forgetting inReal) throws IOException {
    try {
      for (SimulatedKey key : cancelled) {
        key.cancelReal();
        if (key.fronting().isEmpty()) {
          forget(key);
        }
      }
      inReal.run();
    } finally {
      cancelled.forEach(this::forget);
    }
  }

  private void forget(SimulatedKey key) {
    keys.remove(key);
    failing.remove(key);
    selected.remove(key);
    key.fronting().ifPresent(fronting -> fronting.registrations().remove(key));
    deregister(key);
  }

  /** The key's channel has begun to connect where nothing will come of it. */
  void fails(SimulatedKey key) {
    failing.add(key);
  }

  /** Something has changed that it doesn't see by itself; whoever selects needn't know. */
  void look() {
    real.wakeup();
  }

  @Override
  public Selector wakeup() {
    woken.set(true);
    real.wakeup();
    return this;
  }

  @Override
  protected void implCloseSelector() throws IOException {
    real.wakeup();
    synchronized (this) {
      synchronized (publicSelected) {
        for (SelectionKey key : List.copyOf(keys)) {
          key.cancel();
        }
        forget(takeCancelled(), real::close);
      }
    }
  }
}
