package dev.ftpnat.internal.record;

import dev.ftpnat.internal.io.BoundedMap;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import java.util.Map;

/**
 * Finds out which control connection is which session of the server. The network knows connections
 * and the server knows sessions; what both know is the peer, and either may be the first to tell.
 */
public final class SessionMatcher {

  /** More than are about to be accepted at any time. */
  private static final int MOST = 4096;

  private final Recorder recorder;
  private final Map<Object, Long> connections = new BoundedMap<>(MOST);
  private final Map<Object, Session> sessions = new BoundedMap<>(MOST);

  private record Session(long number, long when) {}

  /** A book without entries. */
  public SessionMatcher(Recorder recorder) {
    this.recorder = recorder;
  }

  /**
   * A control connection was established.
   *
   * @param peer what the server knows the client's end by
   */
  public synchronized void connected(long connection, Object peer) {
    Session session = sessions.remove(peer);
    if (session == null) {
      connections.put(peer, connection);
    } else {
      record(session, connection);
    }
  }

  /**
   * The server has accepted a control connection.
   *
   * @param peer what the server knows the client's end by
   */
  public synchronized void accepted(long session, Object peer) {
    Session opened = new Session(session, recorder.now());
    Long connection = connections.remove(peer);
    if (connection == null) {
      sessions.put(peer, opened);
    } else {
      record(opened, connection);
    }
  }

  private void record(Session session, long connection) {
    recorder.record(session.when(), at -> new SessionOpened(at, session.number(), connection));
  }
}
