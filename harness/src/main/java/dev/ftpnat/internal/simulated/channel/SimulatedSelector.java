package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
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
 * A selector that takes our channels and all others. The JDK's, which takes only its own, selects
 * for it among what is behind them; what fails to connect to a simulated address, and is behind no
 * channel of the JDK's, it knows itself.
 */
final class SimulatedSelector extends AbstractSelector {

  private static final long FOREVER = Long.MAX_VALUE;

  private final Selector real;
  private final Set<SelectionKey> keys = ConcurrentHashMap.newKeySet();
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
    SelectableChannel behind =
        channel instanceof SimulatedChannel simulated ? simulated.real() : channel;
    try {
      key.stand(behind.register(real, 0, key));
    } catch (IOException e) {
      throw new IllegalSelectorException();
    }
    keys.add(key);
    if (channel instanceof SimulatedChannel simulated) {
      simulated.registered(key);
    }
    key.interestOps(ops);
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
          selectReal(Math.min(left, nextFailure()), now);
          requireOpen();
          forgetCancelled();
          boolean found = !real.selectedKeys().isEmpty() || nextFailure() <= 0;
          int updated = update();
          boolean over = now || (nanos != FOREVER && System.nanoTime() - begin >= nanos);
          if (woken.getAndSet(false) || found || over || Thread.currentThread().isInterrupted()) {
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
    for (SelectionKey key : keys) {
      next =
          Math.min(
              next, ((SimulatedKey) key).awaited().map(RefusedConnect::nanosLeft).orElse(FOREVER));
    }
    return next;
  }

  private int update() {
    int updated = 0;
    for (SelectionKey key : List.copyOf(real.selectedKeys())) {
      if (key.isValid() && key.attachment() instanceof SimulatedKey ours && ours.isValid()) {
        updated += select(ours, key.readyOps());
      }
    }
    real.selectedKeys().clear();
    for (SelectionKey key : keys) {
      SimulatedKey ours = (SimulatedKey) key;
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

  private void forgetCancelled() {
    Set<SelectionKey> cancelled = cancelledKeys();
    synchronized (cancelled) {
      for (SelectionKey key : cancelled) {
        forget((SimulatedKey) key);
      }
      cancelled.clear();
    }
  }

  private void forget(SimulatedKey key) {
    key.real().cancel();
    keys.remove(key);
    selected.remove(key);
    deregister((AbstractSelectionKey) key);
    if (key.channel() instanceof SimulatedChannel simulated) {
      simulated.deregistered(key);
    }
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
        forgetCancelled();
        real.close();
      }
    }
  }
}
