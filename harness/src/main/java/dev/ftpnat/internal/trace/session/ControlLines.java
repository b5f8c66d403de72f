package dev.ftpnat.internal.trace.session;

import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the client's end of the network had of a line that the server's end had. */
final class ControlLines {

  private final List<ControlLine> lines;

  ControlLines(EventLog trace) {
    lines = trace.controlLines();
  }

  /** Whether it is recorded what a connection carried in clear. */
  boolean isRecorded(long connection) {
    return lines.stream().anyMatch(line -> line.connection() == connection);
  }

  /**
   * The line as it was on the client's link; empty if it wasn't there.
   *
   * @param sender who sent it
   * @param line what it was on the server's link
   * @param at about when
   */
  Optional<String> atClient(long connection, Party sender, String line, Duration at) {
    return lines.stream()
        .filter(each -> each.connection() == connection && each.sender() == sender)
        .filter(each -> each.link() == serverLink(connection) && each.line().strip().equals(line))
        .min(Comparator.comparing(each -> each.at().minus(at).abs()))
        .flatMap(
            found ->
                lines.stream()
                    .filter(each -> each.connection() == connection && each.sender() == sender)
                    .filter(each -> each.link() == 0 && each.number() == found.number())
                    .findFirst())
        .map(ControlLine::line);
  }

  private int serverLink(long connection) {
    return lines.stream()
        .filter(line -> line.connection() == connection)
        .mapToInt(ControlLine::link)
        .max()
        .orElse(0);
  }
}
