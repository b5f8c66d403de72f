package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.LinkName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A time during which a link was switched off.
 *
 * @param began when it was
 * @param ended when it was switched on again; empty if it wasn't
 */
record LinkFaultPeriod(LinkFault began, Optional<Duration> ended) {

  /** Those of a record in the order in which they began. */
  static List<LinkFaultPeriod> all(EventLog trace) {
    Map<LinkName, LinkFault> off = new LinkedHashMap<>();
    List<LinkFaultPeriod> states = new ArrayList<>();
    for (LinkFault fault : trace.only(LinkFault.class)) {
      if (fault.change() == LinkChange.DISABLED) {
        off.putIfAbsent(fault.link(), fault);
      } else if (fault.change() == LinkChange.ENABLED) {
        Optional.ofNullable(off.remove(fault.link()))
            .ifPresent(began -> states.add(new LinkFaultPeriod(began, Optional.of(fault.at()))));
      }
    }
    off.values().forEach(fault -> states.add(new LinkFaultPeriod(fault, Optional.empty())));
    states.sort((one, other) -> one.began.at().compareTo(other.began.at()));
    return states;
  }

  /** Whether the link carries connections of this kind. */
  boolean concerns(Channel channel) {
    return began.link().channel() == channel;
  }

  /** Whether it was off at any time between the two. */
  boolean overlaps(Duration from, Duration to) {
    return Durations.isUpTo(began.at(), to)
        && ended.filter(end -> end.compareTo(from) < 0).isEmpty();
  }

  /** Whether it was off at that time. */
  boolean isActive(Duration time) {
    return overlaps(time, time);
  }

  /** For a sentence. */
  String words() {
    return "The %s was switched off".formatted(began.link());
  }
}
