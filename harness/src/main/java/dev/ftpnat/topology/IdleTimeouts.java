package dev.ftpnat.topology;

import java.time.Duration;
import java.util.Objects;

/**
 * When a gateway forgets connections, and what it does with their segments afterwards (RFC 5382
 * section 5). Idle means that no segment of either side has passed.
 *
 * @param established after how long an idle connection is forgotten that was established
 * @param transitory after how long an attempt is forgotten that nobody has answered: a half-open
 *     connection
 * @param afterwards what becomes of segments of a connection that was forgotten: {@link
 *     Refusal#DROP}, so that their sender waits for an answer that doesn't come, or {@link
 *     Refusal#REJECT}, a reset
 */
public record IdleTimeouts(Duration established, Duration transitory, Refusal afterwards) {

  /** What RFC 5382 REQ-5 asks for at least: 2 hours 4 minutes, and 4 minutes. The default. */
  public static final IdleTimeouts RFC_5382 =
      new IdleTimeouts(Duration.ofSeconds(7440), Duration.ofSeconds(240), Refusal.DROP);

  /** Azure NAT Gateway as it comes: 4 minutes, and a reset afterwards. */
  public static final IdleTimeouts AZURE_NAT_GATEWAY =
      new IdleTimeouts(Duration.ofSeconds(240), Duration.ofSeconds(30), Refusal.REJECT);

  /** AWS NAT Gateway, which can't be set: 350 s, and a reset afterwards. */
  public static final IdleTimeouts AWS_NAT_GATEWAY =
      new IdleTimeouts(Duration.ofSeconds(350), Duration.ofSeconds(240), Refusal.REJECT);

  /** Google Cloud NAT as it comes: 20 minutes, and silence afterwards. */
  public static final IdleTimeouts GCP_CLOUD_NAT =
      new IdleTimeouts(Duration.ofSeconds(1200), Duration.ofSeconds(30), Refusal.DROP);

  /** Cisco ASA as it comes: an hour, 30 s. */
  public static final IdleTimeouts CISCO_ASA =
      new IdleTimeouts(Duration.ofSeconds(3600), Duration.ofSeconds(30), Refusal.DROP);

  /** OpenBSD's and FreeBSD's pf as it comes: a day, 2 minutes. */
  public static final IdleTimeouts PF =
      new IdleTimeouts(Duration.ofSeconds(86400), Duration.ofSeconds(120), Refusal.DROP);

  /**
   * Netfilter as it comes: 5 days, 2 minutes. Not modelled: that a connection which it has
   * forgotten is picked up again by what comes next from the side that may connect ({@code
   * nf_conntrack_tcp_loose}, which is on by default).
   */
  public static final IdleTimeouts LINUX =
      new IdleTimeouts(Duration.ofSeconds(432000), Duration.ofSeconds(120), Refusal.DROP);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a time isn't positive, or {@code afterwards} is an ICMP
   *     error, which no TCP stack takes for the end of a connection, or an acceptance
   */
  public IdleTimeouts {
    requirePositive("established", established);
    requirePositive("transitory", transitory);
    if (Objects.requireNonNull(afterwards, "afterwards") == Refusal.UNREACHABLE) {
      throw new IllegalArgumentException(
          "afterwards UNREACHABLE doesn't end an established connection (RFC 1122 section 4.2.3.9);"
              + " use DROP or REJECT");
    }
    if (afterwards.accepts()) {
      throw new IllegalArgumentException(
          "afterwards %s is an answer to a SYN, and none to an established connection; use DROP or REJECT"
              .formatted(afterwards));
    }
  }

  private static void requirePositive(String name, Duration duration) {
    Objects.requireNonNull(duration, name);
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " " + duration + " is not a positive time");
    }
  }

  /** The same with established connections forgotten after this time. */
  public IdleTimeouts withEstablished(Duration duration) {
    return new IdleTimeouts(duration, transitory, afterwards);
  }

  /** The same with half-open connections forgotten after this time. */
  public IdleTimeouts withTransitory(Duration duration) {
    return new IdleTimeouts(established, duration, afterwards);
  }

  /** The same with this done afterwards. */
  public IdleTimeouts withAfterwards(Refusal answer) {
    return new IdleTimeouts(established, transitory, answer);
  }
}
