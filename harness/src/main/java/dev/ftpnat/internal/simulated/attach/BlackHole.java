package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.internal.simulated.routing.ConnectFailures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.Optional;

/**
 * The answer to a connect that nobody answers: a list of proxies that goes on until somebody gives
 * up.
 *
 * <p>{@code Socket.connect} tries the proxies of its selector one after the other, and between two
 * of them looks whether the caller's connect timeout has passed. Each of these fails at once
 * without a packet being sent, since its host is not even a name, and the next one comes a moment
 * later. So the caller's timeout takes effect when it should, though nothing here can see it; the
 * first try after it is reported to {@link SimulationProxySelector#connectFailed} as a timeout. If
 * the caller has more time than the simulated stack, the stack gives up first, from {@link
 * Iterator#next}.
 */
final class BlackHole extends AbstractList<Proxy> {

  /** How often the caller's timeout is looked at. */
  private static final Duration PACE = Duration.ofMillis(4);

  /** The address of a proxy of one black hole. */
  private static final class Nowhere extends InetSocketAddress {
    private static final long serialVersionUID = 1;
    private final transient BlackHole behind;

    Nowhere(BlackHole behind) {
      // An unfinished IPv6 literal, which no resolver is asked about.
      super("[", 1);
      this.behind = behind;
    }
  }

  private final SimulatedHost network;
  private final ConnectFailure refusal;
  private final boolean callerHasTimeout;
  private final Proxy nowhere = new Proxy(Proxy.Type.SOCKS, new Nowhere(this));

  /** Must be made on the thread that connects. */
  BlackHole(SimulatedHost network, ConnectFailure refusal) {
    this.network = network;
    this.refusal = refusal;
    this.callerHasTimeout = !callerIsUntimed();
  }

  /** The black hole whose proxy has this address. */
  static Optional<BlackHole> behind(SocketAddress address) {
    return address instanceof Nowhere nowhere ? Optional.of(nowhere.behind) : Optional.empty();
  }

  /** Whoever connects has given up. */
  void givenUp() {
    refusal.givenUp();
  }

  @Override
  public Proxy get(int index) {
    return nowhere;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public Iterator<Proxy> iterator() {
    long deadline = System.nanoTime() + network.connectGiveUp().toNanos();
    return new Iterator<>() {

      private boolean first = true;

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Proxy next() {
        if (!first) {
          boolean open = network.awaitSilence(PACE);
          if (!open || System.nanoTime() - deadline >= 0) {
            givenUp();
            throw ConnectFailures.<RuntimeException>sneak(gaveUp());
          }
        }
        first = false;
        return nowhere;
      }
    };
  }

  private IOException gaveUp() {
    return callerHasTimeout ? ConnectFailures.callerTimedOut() : ConnectFailures.stackGaveUp();
  }

  /**
   * Whether the connect was called in a way that can't have a timeout. It matters for the
   * exception: on a real network the stack gives up after minutes, long after any timeout that a
   * caller sets, so a caller with a timeout never sees the stack's own exception.
   */
  private static boolean callerIsUntimed() {
    // Newer JDKs tell a frame's descriptor only to walkers that could see its class as well.
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(frames -> frames.anyMatch(BlackHole::isUntimedConnect));
  }

  private static boolean isUntimedConnect(StackWalker.StackFrame frame) {
    if (frame.getMethodName().equals("<init>")) {
      return frame.getClassName().equals(Socket.class.getName())
          || frame.getClassName().equals("sun.security.ssl.SSLSocketImpl");
    }
    boolean socket =
        frame.getClassName().equals(Socket.class.getName())
            || frame.getClassName().equals("sun.security.ssl.BaseSSLSocketImpl");
    return socket
        && frame.getMethodName().equals("connect")
        && frame.getDescriptor().equals("(Ljava/net/SocketAddress;)V");
  }
}
