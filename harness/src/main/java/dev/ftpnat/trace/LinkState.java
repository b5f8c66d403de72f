package dev.ftpnat.trace;

import dev.ftpnat.trace.TraceEvent.Channel;
import dev.ftpnat.trace.TraceEvent.LinkChange;
import dev.ftpnat.trace.TraceEvent.LinkFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault that a link had for some time.
 *
 * @param began what was done to the link
 * @param ended when it was undone; empty if it wasn't
 */
record LinkState(LinkFault began, Optional<Duration> ended) {

  /** A record of 16 KB is longer by 22 bytes or more; an eighth is plenty. */
  private static final int TLS_SHARE = 8;

  private static final int TLS_HANDSHAKE = 4096;

  private static final Pattern ATTRIBUTE = Pattern.compile("([a-z_]+)[ =:]+(\\d{1,18})");

  /** What a fault does to the bytes of a connection. */
  enum Effect {
    /** They come later, or in pieces. */
    SLOWS,
    /** So many come through and no more. */
    LIMITS,
    /** None come through. */
    SILENCES,
    /** The connection is cut, and no other is made. */
    CUTS
  }

  /** The faults of a record in the order in which they began. */
  static List<LinkState> all(Trace trace) {
    Map<String, LinkFault> active = new LinkedHashMap<>();
    List<LinkState> states = new ArrayList<>();
    for (LinkFault fault : trace.only(LinkFault.class)) {
      boolean ofLink =
          fault.change() == LinkChange.DISABLED || fault.change() == LinkChange.ENABLED;
      LinkFault before = active.remove(fault.link() + "\n" + (ofLink ? "" : name(fault.toxic())));
      if (before != null) {
        states.add(new LinkState(before, Optional.of(fault.at())));
      }
      if (fault.change() != LinkChange.ENABLED && fault.change() != LinkChange.TOXIC_REMOVED) {
        active.put(fault.link() + "\n" + (ofLink ? "" : name(fault.toxic())), fault);
      }
    }
    active.values().forEach(fault -> states.add(new LinkState(fault, Optional.empty())));
    states.sort((one, other) -> one.began.at().compareTo(other.began.at()));
    return states;
  }

  /** A toxic's name may hold a colon, its attributes don't. */
  private static String name(String toxic) {
    int colon = toxic.lastIndexOf(": ");
    return colon < 0 ? toxic : toxic.substring(0, colon);
  }

  /** What it does, as far as its attributes tell; a toxic can have any name. */
  Effect effect() {
    if (began.change() == LinkChange.DISABLED) {
      return Effect.CUTS;
    }
    boolean silences =
        attribute("timeout").isPresent() || attribute("rate").equals(OptionalLong.of(0));
    return silences
        ? Effect.SILENCES
        : attribute("bytes").isPresent() ? Effect.LIMITS : Effect.SLOWS;
  }

  /** How many bytes come through, if that is what it does. */
  long limit() {
    return attribute("bytes").orElse(Long.MAX_VALUE);
  }

  /**
   * Whether it can be why a connection broke that had carried so many bytes of content; TLS adds
   * something to that.
   */
  boolean mayHaveEnded(long carried) {
    return effect() != Effect.LIMITS || carried + carried / TLS_SHARE + TLS_HANDSHAKE >= limit();
  }

  private OptionalLong attribute(String attribute) {
    String toxic = began.toxic();
    Matcher each = ATTRIBUTE.matcher(toxic.substring(toxic.lastIndexOf(": ") + 1));
    while (each.find()) {
      if (each.group(1).equals(attribute)) {
        return OptionalLong.of(Long.parseLong(each.group(2)));
      }
    }
    return OptionalLong.empty();
  }

  /** Whether it can have been in the way of what this side sends; its name may tell. */
  boolean isOnTheWayOf(Party sender) {
    String other = sender == Party.CLIENT ? "_downstream" : "_upstream";
    return !name(began.toxic()).endsWith(other);
  }

  /** Whether the link carries connections of this kind, as far as its name tells. */
  boolean concerns(Channel channel) {
    Channel other = channel == Channel.DATA ? Channel.CONTROL : Channel.DATA;
    return began.link().contains(channel.toString()) || !began.link().contains(other.toString());
  }

  /** Whether it was there at any time between the two. */
  boolean overlaps(Duration from, Duration to) {
    return Times.isUpTo(began.at(), to) && ended.filter(end -> end.compareTo(from) < 0).isEmpty();
  }

  /** Whether it was there at that time. */
  boolean isActive(Duration time) {
    return overlaps(time, time);
  }

  /** For a sentence: the link {@code data} had …, or was …. */
  String words() {
    return began.change() == LinkChange.DISABLED
        ? "The link %s was switched off".formatted(began.link())
        : "The link %s had the toxic %s".formatted(began.link(), began.toxic());
  }
}
