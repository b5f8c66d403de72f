package dev.ftpnat.assertj;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the gateways passed the lines of control connections that begin in some way.
 *
 * @param changed those that were otherwise before a gateway
 * @param unchanged those that weren't
 * @param encrypted what no gateway could read
 */
record LinePassage(
    List<ControlLine> changed, List<ControlLine> unchanged, List<TraceEvent> encrypted) {

  /** Whether the record has what was on the links, if there was anything. */
  static boolean isKnown(Trace trace) {
    return !trace.controlLines().isEmpty()
        || !trace.only(TlsRecords.class).isEmpty()
        || (trace.commands().isEmpty() && trace.replies().isEmpty());
  }

  static LinePassage of(Trace trace, String begin) {
    List<ControlLine> lines =
        trace.controlLines().stream()
            .filter(line -> begins(line.before().orElse(line.line()), begin))
            .toList();
    Stream<? extends TraceEvent> replies =
        trace.replies().stream()
            .filter(Reply::encrypted)
            .filter(reply -> begins(reply.line(), begin));
    Stream<? extends TraceEvent> commands =
        trace.commands().stream()
            .filter(Command::encrypted)
            .filter(command -> begins(command.line(), begin));
    return new LinePassage(
        lines.stream().filter(line -> line.before().isPresent()).toList(),
        lines.stream().filter(line -> line.before().isEmpty()).toList(),
        Stream.concat(replies, commands).toList());
  }

  /** Whether a line begins so; {@code 22} isn't the beginning of a 227. */
  private static boolean begins(String line, String begin) {
    boolean same = line.regionMatches(true, 0, begin, 0, begin.length());
    return same
        && (line.length() == begin.length()
            || begin.isEmpty()
            || !Character.isLetterOrDigit(line.charAt(begin.length()))
            || !Character.isLetterOrDigit(begin.charAt(begin.length() - 1)));
  }

  /** What happened if nothing was changed. */
  String instead() {
    if (!unchanged.isEmpty()) {
      return AbstractTraceAssert.listed("They passed these as they were:", unchanged);
    }
    return encrypted.isEmpty()
        ? "None of them saw such a line."
        : AbstractTraceAssert.listed("These were under TLS, where they can't read:", encrypted);
  }
}
