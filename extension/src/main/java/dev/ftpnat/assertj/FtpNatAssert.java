package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.trace.Party;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import java.net.Inet4Address;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about what happened in an environment. A failed one says where the client did connect
 * to; the rest of what the network saw is in {@link FtpNat#trace()}, and with every test that
 * fails.
 */
public class FtpNatAssert extends AbstractAssert<FtpNatAssert, FtpNat> {

  /** Assertions about {@code actual}. */
  public FtpNatAssert(FtpNat actual) {
    super(actual, FtpNatAssert.class);
  }

  /**
   * Verifies that the client never tried to connect to a private address (RFC 1918, RFC 6598,
   * link-local or loopback) other than the one at which it reaches the server.
   *
   * @throws AssertionError if it did
   */
  public FtpNatAssert neverContactedPrivateAddress() {
    isNotNull();
    Inet4Address server = Ipv4.of(actual.host());
    return contactedNone(
        "any private address", address -> Ipv4.isPrivate(address) && !address.equals(server));
  }

  /**
   * Verifies that the client never tried to connect to this address.
   *
   * @param address for example {@code 10.0.1.121}
   * @throws AssertionError if it did
   */
  public FtpNatAssert neverContacted(String address) {
    isNotNull();
    return contactedNone(address, Ipv4.of(address)::equals);
  }

  /**
   * Verifies that the client tried to connect to this address, whether or not it got through.
   *
   * @param address for example {@code 203.0.113.7}
   * @throws AssertionError if it didn't
   */
  public FtpNatAssert contacted(String address) {
    isNotNull();
    Trace trace = actual.trace();
    if (attempts(trace, Ipv4.of(address)::equals).isEmpty()) {
      throw failure(
          "%nExpecting the client to have contacted:%n  %s%nbut it didn't%s.%s",
          address,
          trace.omitted() > 0 ? " as far as the record goes back" : "",
          listed(" It contacted:", attempts(trace, any -> true)));
    }
    return this;
  }

  private FtpNatAssert contactedNone(String what, Predicate<Inet4Address> unwanted) {
    Trace trace = actual.trace();
    List<ConnectionAttempt> attempts = attempts(trace, unwanted);
    if (!attempts.isEmpty()) {
      throw failure(
          "%nExpecting the client never to have contacted:%n  %s%nbut it did:%s",
          what, listed("", attempts));
    }
    if (trace.omitted() > 0) {
      throw failure(
          "%nExpecting the client never to have contacted:%n  %s%nbut the first %d events are no"
              + " longer in the record, so that can't be told",
          what, trace.omitted());
    }
    return this;
  }

  /** A heading and one line for each attempt; nothing if there was none. */
  private static String listed(String heading, List<ConnectionAttempt> attempts) {
    String lines =
        attempts.stream()
            .map(attempt -> System.lineSeparator() + "  " + attempt)
            .collect(Collectors.joining());
    return lines.isEmpty() ? "" : heading + lines;
  }

  private static List<ConnectionAttempt> attempts(Trace trace, Predicate<Inet4Address> target) {
    return trace.connectionAttempts(Party.CLIENT).stream()
        .filter(attempt -> target.test(attempt.target().address()))
        .toList();
  }
}
