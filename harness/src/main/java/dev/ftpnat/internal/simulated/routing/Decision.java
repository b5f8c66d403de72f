package dev.ftpnat.internal.simulated.routing;

/** What was decided about a connection attempt. */
public sealed interface Decision {

  /** It was let through, and has to be made now. */
  record Accepted(Connection connection) implements Decision {}

  /**
   * A gateway doesn't let it through, and accepts it itself.
   *
   * @param resets whether it resets it then
   */
  record Absorbed(boolean resets) implements Decision {}

  /** It goes to a decoy. */
  record Deceived() implements Decision {}

  /** It was refused. */
  record Refused(ConnectFailure failure) implements Decision {}
}
