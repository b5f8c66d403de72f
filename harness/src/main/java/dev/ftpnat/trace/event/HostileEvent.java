package dev.ftpnat.trace.event;

import dev.ftpnat.net.Endpoint;
import java.time.Duration;

/** What hosts have seen that are there for clients which let themselves be deceived. */
public sealed interface HostileEvent extends TraceEvent {

  /** As many bytes are kept of what was sent. */
  int BEGINNING = 4096;

  /**
   * The client has connected to a {@linkplain dev.ftpnat.topology.Topology.Decoy decoy}. How it
   * came there is a {@link ConnectionEvent.ConnectionAttempt} of its own.
   *
   * @param decoy its name
   * @param source where the client's connection comes from
   * @param target where it listened
   * @param bytes how many bytes the client has sent there up to now
   * @param beginning the first of them, {@value #BEGINNING} at most, as ISO 8859-1
   */
  record DecoyVisit(
      Duration at, String decoy, Endpoint source, Endpoint target, long bytes, String beginning)
      implements HostileEvent {

    /** For example {@code decoy metadata heard 12 bytes at 169.254.169.254:3846: "GET / HTTP"}. */
    @Override
    public String toString() {
      return "decoy %s heard %s at %s".formatted(decoy, HostileText.of(bytes, beginning), target);
    }
  }
}
