package dev.ftpnat.internal.kernel.conntrack;

import dev.ftpnat.net.Endpoint;
import java.util.LinkedHashSet;
import java.util.Set;

/** Connections that ALGs have begun to expect, as long as no line is known that announced them. */
public final class Expectations {

  private static final int MOST = 1000;

  private final Set<Expectation> expectations = new LinkedHashSet<>();

  /**
   * A connection that an ALG expects.
   *
   * @param host the number of the ALG's host
   * @param source where the control connection comes from as it arrives there
   * @param target where it goes to as it arrives there
   * @param destination where the expected connection will go to as it arrives there
   */
  public record Expectation(int host, Endpoint source, Endpoint target, Endpoint destination) {}

  /** Another one is expected. */
  public void add(Expectation expectation) {
    if (expectations.size() == MOST) {
      expectations.remove(expectations.iterator().next());
    }
    expectations.add(expectation);
  }

  /** A line has announced it; false if it isn't expected, or another line has. */
  public boolean take(Expectation expectation) {
    return expectations.remove(expectation);
  }
}
