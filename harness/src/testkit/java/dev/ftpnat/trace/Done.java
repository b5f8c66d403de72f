package dev.ftpnat.trace;

import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkToxic;
import dev.ftpnat.trace.event.Party;
import java.time.Duration;
import java.util.Optional;

/** What a toxic did, in stories. */
public record Done(
    long held,
    Duration heldFor,
    boolean holdsEnd,
    long delayed,
    Duration longest,
    long dropped,
    boolean cut) {

  public static Done dropped(long bytes) {
    return new Done(0, Duration.ZERO, false, 0, Duration.ZERO, bytes, false);
  }

  public static Done cut(long dropped) {
    return new Done(0, Duration.ZERO, false, 0, Duration.ZERO, dropped, true);
  }

  public static Done holding(long bytes, long millis) {
    return new Done(bytes, Duration.ofMillis(millis), false, 0, Duration.ZERO, 0, false);
  }

  public static Done holdingTheEnd(long millis) {
    return new Done(0, Duration.ofMillis(millis), true, 0, Duration.ZERO, 0, false);
  }

  public static Done delayed(long bytes, long millis) {
    return new Done(0, Duration.ZERO, false, bytes, Duration.ofMillis(millis), 0, false);
  }

  /** The event of a toxic, or of a link outside if that is empty. */
  public LinkEffect event(Duration at, long connection, String link, Party sender, String toxic) {
    return new LinkEffect(
        at,
        connection,
        Places.link(link),
        ToxicText.parse(link, toxic).map(LinkToxic::sender).orElse(sender),
        ToxicText.parse(link, toxic),
        held,
        heldFor,
        holdsEnd,
        delayed,
        longest,
        dropped,
        0,
        cut ? Optional.of(at) : Optional.empty());
  }
}
