package dev.ftpnat.internal.simulated.channel;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;
import java.util.Optional;

/** The key of a channel in one of our selectors; behind it is one of the JDK's in its selector. */
final class SimulatedKey extends AbstractSelectionKey {

  private final SimulatedSelector selector;
  private final SelectableChannel channel;
  private final Object applying = new Object();
  private volatile SelectionKey real;
  private volatile int interest;
  private volatile int ready;

  SimulatedKey(SimulatedSelector selector, SelectableChannel channel) {
    this.selector = selector;
    this.channel = channel;
  }

  void stand(SelectionKey newReal) {
    real = newReal;
  }

  /** Cancels the JDK's, which isn't forgotten by its selector until that selects. */
  void cancelReal() {
    SelectionKey key = real;
    if (key != null) {
      key.cancel();
    }
  }

  /** The channel's other side, unless it is one that the JDK makes without asking providers. */
  Optional<Fronting> fronting() {
    return channel instanceof Fronting fronting ? Optional.of(fronting) : Optional.empty();
  }

  @Override
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public Selector selector() {
    return selector;
  }

  @Override
  public int interestOps() {
    requireValid();
    return interest;
  }

  @Override
  public SelectionKey interestOps(int ops) {
    requireValid();
    if ((ops & ~channel.validOps()) != 0) {
      throw new IllegalArgumentException("ops " + ops + " aren't the channel's");
    }
    interest = ops;
    apply();
    return this;
  }

  @Override
  public int readyOps() {
    requireValid();
    return ready;
  }

  private void requireValid() {
    if (!isValid()) {
      throw new CancelledKeyException();
    }
  }

  /** The connect of a channel that comes to nothing; empty if there is none. */
  Optional<RefusedConnect> refused() {
    return channel instanceof SimulatedChannel simulated ? simulated.refused() : Optional.empty();
  }

  /** The channel has begun to connect where nothing will come of it. */
  void connecting() {
    if (isValid()) {
      apply();
      selector.look();
    }
  }

  /** A channel that only seems to connect has nothing that the JDK could wait for. */
  private void apply() {
    synchronized (applying) {
      boolean fails = refused().isPresent();
      if (fails) {
        selector.fails(this);
      }
      real.interestOps(fails ? 0 : interest);
    }
  }

  /** The connect that comes to nothing, if somebody wants to know. */
  Optional<RefusedConnect> awaited() {
    return isValid() && (interest & OP_CONNECT) != 0 ? refused() : Optional.empty();
  }

  /**
   * The channel is ready for something.
   *
   * @param selected whether it was selected before, and nobody has taken it out since
   * @return whether that is news
   */
  boolean ready(int ops, boolean selected) {
    int now = ops & interest;
    int before = selected ? ready : 0;
    ready = before | now;
    return ready != before;
  }
}
