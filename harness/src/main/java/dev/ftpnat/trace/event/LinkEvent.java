package dev.ftpnat.trace.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was done to a link, or a link to a connection. */
public sealed interface LinkEvent extends TraceEvent {

  /**
   * Somebody made a link worse or better, with a toxic or by switching it off or on.
   *
   * @param link the link
   * @param change what was done
   * @param toxic the toxic as it is set from now on, or was until now; empty if it is about the
   *     link itself
   */
  record LinkFault(Duration at, LinkName link, LinkChange change, Optional<LinkToxic> toxic)
      implements LinkEvent {

    @Override
    public String toString() {
      return "%s %s%s".formatted(link, change, toxic.map(each -> " " + each).orElse(""));
    }
  }

  /** What was done to a link. */
  enum LinkChange {
    /** A toxic was added. */
    TOXIC_ADDED("got the toxic"),
    /** A toxic's settings were changed. */
    TOXIC_CHANGED("has the toxic changed:"),
    /** A toxic was removed. */
    TOXIC_REMOVED("lost the toxic"),
    /** It was switched off: its connections are cut, and no new ones made. */
    DISABLED("was switched off"),
    /** It was switched on again. */
    ENABLED("was switched on");

    private final String words;

    LinkChange(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * What a link did to what one side sent over a connection, from the first time on; a later record
   * may have more of it. There is none of a toxic that did nothing to the connection, because it
   * wasn't hit or because its toxicity spared it.
   *
   * @param connection the connection's number
   * @param link the link
   * @param sender who sent it
   * @param toxic the toxic that did it, and tells this itself; empty of a Toxiproxy server outside,
   *     where it is inferred from what went into the link and what came out
   * @param held bytes that are held back; when the connection has ended, those that never left
   * @param heldFor how long the first of them, or the end of the stream, has been held back
   * @param holdsEnd whether it holds the end of the stream back
   * @param delayed bytes that came out later
   * @param longestDelay by how much at most
   * @param dropped bytes that didn't come out and never will
   * @param parts how many parts were made of what was cut up
   * @param cut when it ended the connection, if it did
   */
  record LinkEffect(
      Duration at,
      long connection,
      LinkName link,
      Party sender,
      Optional<LinkToxic> toxic,
      long held,
      Duration heldFor,
      boolean holdsEnd,
      long delayed,
      Duration longestDelay,
      long dropped,
      long parts,
      Optional<Duration> cut)
      implements LinkEvent {

    /** Whether something of what was sent didn't arrive, or not yet, or the connection was cut. */
    public boolean withholds() {
      return held > 0 || holdsEnd || dropped > 0 || cut.isPresent();
    }

    /** Whether that will stay so, unless somebody removes the toxic. */
    public boolean isFinal() {
      boolean stalls =
          held > 0
              && toxic
                  .filter(each -> each.type().equals("bandwidth"))
                  .map(each -> each.attributes().get("rate"))
                  .filter(rate -> rate <= 0)
                  .isPresent();
      return dropped > 0 || cut.isPresent() || stalls;
    }

    /** What it did, for a sentence that names who did it. */
    public String words() {
      List<String> words = new ArrayList<>();
      if (dropped > 0) {
        words.add("dropped " + bytes(dropped));
      }
      if (held > 0) {
        words.add("holds back %s, for %d ms".formatted(bytes(held), heldFor.toMillis()));
      }
      if (holdsEnd) {
        words.add("holds back the end of what the %s sent".formatted(sender));
      }
      if (delayed > 0) {
        words.add("delayed %s by up to %d ms".formatted(bytes(delayed), longestDelay.toMillis()));
      } else if (!longestDelay.isZero()) {
        words.add("delayed the end by " + longestDelay.toMillis() + " ms");
      }
      if (parts > 0) {
        words.add("cut what came at once into %d parts".formatted(parts));
      }
      if (cut.isPresent()) {
        words.add("ended the connection");
      }
      return words.isEmpty() ? "did nothing that lasts" : joined(words);
    }

    private static String joined(List<String> words) {
      int last = words.size() - 1;
      String before = String.join(", ", words.subList(0, last));
      return before + (before.isEmpty() ? "" : " and ") + words.get(last);
    }

    private String bytes(long count) {
      return "%d byte%s from the %s".formatted(count, count == 1 ? "" : "s", sender);
    }

    @Override
    public String toString() {
      return "%s, connection %d: %s %s"
          .formatted(
              link,
              connection,
              toxic
                  .map(each -> "the toxic " + each)
                  .orElse("by what went in and came out, the Toxiproxy server"),
              words());
    }
  }
}
