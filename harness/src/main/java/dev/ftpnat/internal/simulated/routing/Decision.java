package dev.ftpnat.internal.simulated.routing;

/** What was decided about a connection attempt. */
public sealed interface Decision {

  /** It was let through, and has to be made now. */
  record Accepted(Connection connection) implements Decision {}

  /** It was refused. */
  record Refused(ConnectFailure failure) implements Decision {}
}
