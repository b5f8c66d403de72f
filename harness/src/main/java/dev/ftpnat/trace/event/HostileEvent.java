package dev.ftpnat.trace.event;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.ClientHost;
import java.time.Duration;
import java.util.Locale;

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

  /** How a connection of an intruder has ended for it. */
  enum Ending {
    /** It hasn't. */
    OPEN,
    /** The other side has read everything that it sent, and ended its own. */
    FINISHED,
    /** The other side has closed it with something left unread. */
    REFUSED
  }

  /**
   * An {@linkplain dev.ftpnat.topology.Topology.Builder#intruder intruder} has got hold of a data
   * connection of others.
   *
   * @param host its name
   * @param intrusion what it does
   * @param source where it comes from
   * @param target where it has connected to: a port of the server's, or of the client's
   * @param bytes how many bytes it was given up to now
   * @param beginning the first of them, {@value #BEGINNING} at most, as ISO 8859-1
   * @param ending how it has ended for it
   */
  record DataIntrusion(
      Duration at,
      String host,
      ClientHost.Intrusion intrusion,
      Endpoint source,
      Endpoint target,
      long bytes,
      String beginning,
      Ending ending)
      implements HostileEvent {

    /** TLS begins each record with its type, 20 to 23, and 3 (RFC 8446 section 5.1). */
    private boolean isTls() {
      return beginning.length() > 1
          && beginning.charAt(0) >= 20
          && beginning.charAt(0) <= 23
          && beginning.charAt(1) == 3;
    }

    /** Whether it was given something in clear. */
    public boolean gotSomething() {
      return bytes > 0 && !isTls();
    }

    /** Whether what it sent was read to the end, and nothing said to it. */
    public boolean wasTaken() {
      return bytes == 0 && ending == Ending.FINISHED;
    }

    /** For example {@code intruder at 203.0.113.7:3846 got 4 bytes "a;b.", finished}. */
    @Override
    public String toString() {
      return "%s at %s got %s, %s"
          .formatted(
              host,
              target,
              HostileText.of(bytes, beginning),
              ending.name().toLowerCase(Locale.ROOT));
    }
  }
}
