package dev.ftpnat.trace.ladder;

import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import dev.ftpnat.trace.event.TraceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which events of a record are about the same connection, and how it is told from others. */
final class ConnectionLabels {

  private final Map<Long, Long> connections = new HashMap<>();
  private final Set<Long> all = new HashSet<>();
  private final Set<Long> recorded = new HashSet<>();
  private final Set<Long> control = new HashSet<>();

  ConnectionLabels(EventLog trace) {
    for (TraceEvent event : trace.events()) {
      if (event instanceof ConnectionAttempt attempt) {
        all.add(attempt.connection());
      } else if (event instanceof Ipv6Attempt attempt) {
        all.add(attempt.connection());
      } else if (event instanceof ConnectionEnd ended) {
        all.add(ended.connection());
      } else if (event instanceof ConnectionForgotten forgotten) {
        all.add(forgotten.connection());
      } else if (event instanceof SessionOpened opened) {
        connections.put(opened.session(), opened.connection());
        control.add(opened.connection());
      } else if (event instanceof ControlLine line) {
        recorded.add(line.connection());
      } else if (event instanceof TlsRecords records) {
        recorded.add(records.connection());
      } else if (event instanceof AlgAction action) {
        control.add(action.connection());
      }
    }
    control.addAll(recorded);
    all.addAll(control);
  }

  /** The control connection of a session of the server. */
  Optional<Long> connection(long session) {
    return Optional.ofNullable(connections.get(session));
  }

  /** Whether what a session said is in the record as it was on the links. */
  boolean isRecorded(long session) {
    return connection(session).map(recorded::contains).orElse(!recorded.isEmpty());
  }

  /** Whether it is a control connection, as far as the record tells. */
  boolean isControl(long connection) {
    return control.contains(connection);
  }

  /** Before what is about a connection as such. */
  String ofConnection(long connection) {
    return all.size() > 1 ? "#" + connection + " " : "";
  }

  /** Before what a control connection carries. */
  String ofControl(long connection) {
    return control.size() > 1 ? "#" + connection + " " : "";
  }

  /** Before what the server knows of a session. */
  String ofSession(long session) {
    return connection(session)
        .map(this::ofControl)
        .orElse(control.size() > 1 ? "session " + session + " " : "");
  }
}
