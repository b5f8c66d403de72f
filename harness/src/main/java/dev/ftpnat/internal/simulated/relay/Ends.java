package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.trace.event.Place;

/** The two ends of a connection, for stages that don't hand on how a direction ends. */
interface Ends {

  /** Nothing more arrives this way, and the receiver isn't told: the FIN was lost. */
  void over(Direction direction);

  /** The same until the sender gives up: its FIN is behind what an ALG has dropped. */
  void stalled(Direction direction);

  /** A gateway resets the sender of this direction, and doesn't tell the receiver. */
  void resetSender(Direction direction);

  /** A link ends the connection in both directions. */
  void cut(Place by);

  /** A link or a gateway resets the connection. */
  void reset(Place by);

  /** What has to go when the connection does; at once, if that is over already. */
  void alsoCut(Runnable cut);
}
