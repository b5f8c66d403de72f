package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.simulated.routing.Tap;
import java.io.ByteArrayOutputStream;

/**
 * A gateway with a capture of what comes to it: on the link before it, where it is lost if nothing
 * goes on. What its ALG drops is lost until it is sent once more and passes.
 *
 * @param number how many gateways are before it, from the client
 */
record CapturedGateway(Stage gateway, Tap tap, int number) implements Stage {

  @Override
  public boolean isClear() {
    return gateway.isClear();
  }

  @Override
  public Next towards(Direction direction, Next next) {
    boolean original = direction == Direction.ORIGINAL;
    int link = original ? number : number + 1;
    ByteArrayOutputStream arriving = new ByteArrayOutputStream();
    Next leaving =
        next.after(
            segment -> {
              if (arriving.size() > 0) {
                tap.data(link, original, arriving.toByteArray());
                arriving.reset();
              }
              next.take(segment);
            });
    Next inside = gateway.towards(direction, leaving);
    return inside.after(
        segment -> {
          arriving.writeBytes(segment);
          inside.take(segment);
          if (arriving.size() > 0) {
            tap.lost(link, original, segment);
          }
        });
  }
}
