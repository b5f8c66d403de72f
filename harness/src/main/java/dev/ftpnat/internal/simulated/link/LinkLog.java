package dev.ftpnat.internal.simulated.link;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.toxiproxy.link.Passage;
import dev.ftpnat.internal.toxiproxy.link.Witness;
import dev.ftpnat.internal.toxiproxy.toxic.Harm;
import dev.ftpnat.internal.toxiproxy.toxic.StreamDirection;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.LinkToxic;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Puts into the record what links do to one connection. */
public final class LinkLog {

  /** What is under way to a server outside, and back, isn't held back there. */
  private static final Duration UNDER_WAY = Duration.ofMillis(100);

  private final Recorder recorder;
  private final long connection;

  /**
   * Of a connection.
   *
   * @param connection its number
   */
  public LinkLog(Recorder recorder, long connection) {
    this.recorder = recorder;
    this.connection = connection;
  }

  /** A toxic, as the record has it. */
  static LinkToxic describe(LinkName link, Toxic toxic) {
    Map<String, Long> attributes = new LinkedHashMap<>();
    for (String attribute : toxic.type().attributes()) {
      attributes.put(attribute, toxic.attribute(attribute));
    }
    Party sender = toxic.direction() == StreamDirection.UPSTREAM ? Party.CLIENT : Party.SERVER;
    return new LinkToxic(
        link, toxic.name(), toxic.type().id(), sender, toxic.toxicity(), attributes);
  }

  /** Hears what the toxics of a link do to the connection. */
  Witness witness(LinkName link) {
    return (toxic, harm, began) -> {
      LinkToxic described = describe(link, toxic);
      recorder.recordLive(at -> effect(at, described, harm.get(), began));
    };
  }

  private TraceEvent effect(Duration at, LinkToxic toxic, Harm.Done done, long began) {
    return new LinkEffect(
        at,
        connection,
        toxic.link(),
        toxic.sender(),
        Optional.of(toxic),
        done.held(),
        Duration.ofNanos(done.heldNanos()),
        done.holdsEnd(),
        done.delayed(),
        Duration.ofNanos(done.longestNanos()),
        done.dropped(),
        done.parts(),
        done.cutAt().isEmpty()
            ? Optional.empty()
            : Optional.of(at.plusNanos(done.cutAt().getAsLong() - began)));
  }

  /** The time for a {@link Passage}. */
  long now() {
    return recorder.now();
  }

  /** A link carries bytes of which is known only what goes in and what comes out. */
  void carries(LinkName link, Passage upstream, Passage downstream) {
    recorder.recordIfAny(at -> inferred(link, Party.CLIENT, upstream, downstream));
    recorder.recordIfAny(at -> inferred(link, Party.SERVER, downstream, upstream));
  }

  private Optional<TraceEvent> inferred(
      LinkName link, Party sender, Passage passage, Passage other) {
    // In this order, since what has come out had gone in before.
    long out = passage.passed();
    long missing = passage.taken() - out;
    Duration since = Duration.ofNanos(passage.touched());
    Duration idle = Duration.ofNanos(recorder.now()).minus(since);
    // With one direction Toxiproxy ends the other as well.
    boolean follows = missing == 0 && other.end().filter(end -> end != Passage.End.CUT).isPresent();
    boolean cut = !follows && passage.end().filter(end -> end == Passage.End.CUT).isPresent();
    boolean over = passage.end().isPresent();
    if (missing <= 0 || (!over && idle.compareTo(UNDER_WAY) < 0)) {
      missing = 0;
    }
    if (missing == 0 && !cut) {
      return Optional.empty();
    }
    return Optional.of(
        new LinkEffect(
            since,
            connection,
            link,
            sender,
            Optional.empty(),
            cut ? 0 : missing,
            cut ? Duration.ZERO : idle,
            false,
            0,
            Duration.ZERO,
            cut ? missing : 0,
            0,
            cut ? Optional.of(since) : Optional.empty()));
  }
}
