package dev.ftpnat.internal.alg;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An ALG whose verdict is the first word of a segment: {@code drop}, {@code close} or {@code
 * rewrite}; everything else passes. {@link #relent} makes it let a dropped segment pass.
 */
public final class ScriptedAlg implements FtpAlg {

  public static final Verdict PASS = new Verdict.Pass(AlgReason.NO_MATCH);
  public static final Verdict DROP = new Verdict.Swallowed(AlgReason.PARTIAL_MATCH);
  public static final Verdict CLOSE = new Verdict.Closed(AlgReason.PARTIAL_MATCH);

  private final List<String> seen = new ArrayList<>();
  private final Set<String> allowed = new HashSet<>();

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    String text = new String(segment, US_ASCII);
    seen.add(sequence + ":" + text);
    String word = allowed.contains(text) ? "" : text.split(" ", 2)[0];
    return switch (word) {
      case "drop" -> DROP;
      case "close" -> CLOSE;
      case "rewrite" ->
          new Verdict.Rewritten(
              text.toUpperCase(Locale.ROOT).getBytes(US_ASCII),
              new Pinhole(
                  Ipv4.of("198.51.100.2"),
                  Endpoint.of("198.51.100.1", 3846),
                  Ipv4.of("198.51.100.2"),
                  Endpoint.of("10.0.1.121", 3846)),
              AlgReason.TRANSLATED);
      default -> PASS;
    };
  }

  /** From now on this segment passes. */
  public void relent(String segment) {
    allowed.add(segment);
  }

  /** Every call so far as {@code sequence:segment}. */
  public List<String> seen() {
    return seen;
  }
}
