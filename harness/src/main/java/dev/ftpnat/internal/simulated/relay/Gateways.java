package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.record.SegmentText;
import java.util.function.Supplier;

/** What stands between the two ends of an established connection. */
@FunctionalInterface
public interface Gateways {

  /**
   * One side sends a segment, its FIN or a reset.
   *
   * @param fromOrigin whether the side sends it that has opened the connection
   * @return what becomes of it
   */
  default Delivery carry(boolean fromOrigin) {
    return carry(fromOrigin, () -> SegmentText.NOTHING);
  }

  /**
   * The same with a segment of a control connection.
   *
   * @param text what it says; asked for only if it gets lost
   */
  Delivery carry(boolean fromOrigin, Supplier<SegmentText> text);
}
