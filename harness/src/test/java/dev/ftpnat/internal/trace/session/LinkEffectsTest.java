package dev.ftpnat.internal.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Done;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What links did to connections, and whether that is anybody's loss. */
class LinkEffectsTest {

  private static final String LATE = "latency_downstream: latency 100, jitter 0";

  /** What a link does to a download, how much of 1000 bytes arrives, and whether it is missed. */
  enum Case {
    LOST(Done.dropped(10), 990, true),
    CUT_WITHOUT_A_LOSS(Done.cut(0), 1000, true),
    HELD_BACK_FOR_LONG(Done.holding(10, 100), 1000, true),
    HELD_BACK_FOR_A_MOMENT(Done.holding(10, 99), 1000, false),
    HELD_BACK_UNTIL_NOBODY_WAITED(Done.holding(10, 99), 990, true),
    LATE_BUT_THERE(Done.delayed(10, 100), 1000, false),
    LATE_UNTIL_NOBODY_WAITED(Done.delayed(10, 100), 990, true),
    /** Whatever came too late, it isn't by this. */
    WITHOUT_EFFECT(Done.holding(0, 0), 990, false);

    private final Done done;
    private final long arrived;
    private final boolean missed;

    Case(Done done, long arrived, boolean missed) {
      this.done = done;
      this.arrived = arrived;
      this.missed = missed;
    }

    Story story() {
      return Story.of(nat -> nat.forwardPassivePorts())
          .logsIn()
          .pasv("203,0,113,7,15,6")
          .clientReaches("203.0.113.7", 3846)
          .does("data", LATE, Party.SERVER, done);
    }

    Story ended() {
      return story()
          .dataEnds(StreamEnd.whole(0), new StreamEnd(1000, arrived, Kind.RESET, Party.CLIENT));
    }
  }

  private static boolean isMissed(Story story) {
    return new LinkEffects(story.trace()).isMissed(story.trace().only(LinkEffect.class).get(0));
  }

  @ParameterizedTest
  @EnumSource
  void whatALinkDidIsMissedIfItIsLostOrHeldBackForLongOrCameTooLate(Case each) {
    assertThat(isMissed(each.ended())).isEqualTo(each.missed);
  }

  @ParameterizedTest
  @EnumSource(names = {"HELD_BACK_UNTIL_NOBODY_WAITED", "LATE_UNTIL_NOBODY_WAITED"})
  void whatIsOnItsWayIsNotMissedWhileSomebodyWaits(Case each) {
    assertThat(isMissed(each.story())).isFalse();
  }
}
