package dev.ftpnat.internal.simulated.loopback;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Outcome;
import java.io.IOException;
import java.net.Socket;

/** The network that clients are led to, as the ports of loopback know it. */
public interface LoopbackNetwork {

  /** Where control connections are made to now. */
  Endpoint controlTarget();

  /** What would become of an attempt of the client. Nothing is recorded. */
  Outcome outlook(Endpoint target);

  /**
   * The client has made an attempt that comes to nothing, which is recorded.
   *
   * @return to be run when the client doesn't wait any more
   */
  Runnable attempted(Endpoint target);

  /** The client has connected a socket, which is taken over; it is closed if it isn't let in. */
  void enter(Socket client, Endpoint target) throws IOException;
}
