package dev.ftpnat.internal.simulated.routing;

/** A connection that waits for the client to be told of it. */
public interface PendingConnection {

  /**
   * The client knows, and what comes from its socket is the connection's. The socket is taken over;
   * the calling thread may be used for as long as the connection lives.
   */
  void proceed();

  /** The client is gone already. */
  void abandon();
}
