package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.simulated.link.Link;
import dev.ftpnat.internal.simulated.link.Link.Crossing;
import dev.ftpnat.internal.simulated.link.LinkLog;
import dev.ftpnat.internal.toxiproxy.link.Ending;
import dev.ftpnat.internal.toxiproxy.link.LinkWriter;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link, with the toxics on it. Where no toxics are, what is next comes on the thread that sends.
 */
final class LinkStage implements Stage {

  private static final Logger LOGGER = LoggerFactory.getLogger(LinkStage.class);

  private final Link link;
  private final LinkLog log;
  private final Ends ends;
  private final Map<Direction, Sink> farEnds = new EnumMap<>(Direction.class);
  private volatile Crossing crossing;

  /**
   * A link that the connection doesn't cross yet.
   *
   * @param log told what it does to the connection
   */
  LinkStage(Link link, LinkLog log, Ends ends) {
    this.link = link;
    this.log = log;
    this.ends = ends;
  }

  @Override
  public Next towards(Direction direction, Next next) {
    farEnds.put(direction, farEnd(next));
    return new Next() {
      @Override
      public void take(byte[] segment) throws IOException {
        writer(direction).write(segment, 0, segment.length);
      }

      @Override
      public void end() {
        writer(direction).end();
      }
    };
  }

  private LinkWriter writer(Direction direction) {
    return direction == Direction.ORIGINAL ? crossing.towardsServer() : crossing.towardsClient();
  }

  @Override
  public boolean isClear() {
    return crossing.towardsClient().isDirect();
  }

  @Override
  public void open() {
    try {
      Optional<Crossing> crossed =
          link.cross(farEnds.get(Direction.ORIGINAL), farEnds.get(Direction.REPLY), log);
      if (crossed.isPresent()) {
        crossing = crossed.get();
        ends.alsoCut(crossing::cut);
        return;
      }
    } catch (IOException e) {
      LOGGER.debug("A control connection is reset", e);
    }
    // It went down a moment ago.
    ends.reset(link.name());
  }

  /** Where one direction leaves the link. */
  private Sink farEnd(Next next) {
    return new Sink() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        next.take(Arrays.copyOfRange(bytes, offset, offset + length));
      }

      @Override
      public void end(Ending ending) {
        switch (ending) {
          case FINISHED -> next.end();
          case CUT -> ends.cut(link.name());
          case RESET -> ends.reset(link.name());
        }
      }
    };
  }
}
