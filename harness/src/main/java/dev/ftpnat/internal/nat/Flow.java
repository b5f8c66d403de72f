package dev.ftpnat.internal.nat;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.nat.NatDecision.Translated;
import dev.ftpnat.topology.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * An established connection as one gateway on its way tracks it: an entry of netfilter's conntrack
 * table. The gateway may forget it, because it was idle or for another reason; from then on nothing
 * that either side sends gets past that gateway.
 *
 * <p>{@link #keepAlive} may be called by any thread. Callers serialise all other calls with those
 * of the gateway.
 */
public final class Flow {

  private final NatTable gateway;
  private final Translated translation;
  private final long connection;
  private final boolean control;
  private volatile Instant lastSegment;
  private volatile boolean forgotten;
  private boolean underTls;

  Flow(NatTable gateway, Translated translation, long connection, boolean control, Instant now) {
    this.gateway = gateway;
    this.translation = translation;
    this.connection = connection;
    this.control = control;
    this.lastSegment = now;
  }

  /** The connection's number. */
  long connection() {
    return connection;
  }

  /** Whether it is a control connection, which is idle while a transfer goes on. */
  boolean isControl() {
    return control;
  }

  /** Its two sides have agreed to go on under TLS, as far as the gateway has seen. */
  public void turnedToTls() {
    underTls = true;
  }

  boolean isUnderTls() {
    return underTls;
  }

  /** How the gateway translates it. */
  Translated translation() {
    return translation;
  }

  /** The gateway. */
  public NatTable gateway() {
    return gateway;
  }

  /** When something came by here last. */
  Instant lastSegment() {
    return lastSegment;
  }

  /** How long nothing has come by here. */
  Duration idle(Instant now) {
    return Duration.between(lastSegment, now);
  }

  /**
   * A segment of either side comes to the gateway.
   *
   * @return whether the gateway knows the connection still; if not, {@link #carry} has to find out
   *     more
   */
  public boolean keepAlive(Instant now) {
    if (forgotten || gateway.isOver(lastSegment, now)) {
      return false;
    }
    lastSegment = now;
    return true;
  }

  /** Something has passed all the time up to now. */
  void busyUntil(Instant now) {
    lastSegment = now;
  }

  /** What becomes of a segment of either side that comes to the gateway. */
  public Delivery carry(Instant now) {
    gateway.forgetIfIdle(this, now);
    if (!forgotten) {
      lastSegment = now;
      return Delivery.ARRIVES;
    }
    return gateway.gateway().idleTimeouts().afterwards() == Refusal.REJECT
        ? Delivery.RESET
        : Delivery.LOST;
  }

  /** The gateway doesn't know it any more. */
  void forget() {
    forgotten = true;
  }

  /**
   * Opens a pinhole for what this control connection has announced.
   *
   * @return the port that it was opened on, or empty if no port is free, or the connection was
   *     forgotten while this segment of it was on its way
   */
  public OptionalInt expect(Pinhole wanted, Instant now) {
    return forgotten ? OptionalInt.empty() : gateway.expect(this, wanted, now);
  }

  /**
   * The connection has ended.
   *
   * @param reset whether by RST, not by FIN from both sides
   */
  public void end(boolean reset, Instant now) {
    gateway.end(this, reset, now);
  }
}
