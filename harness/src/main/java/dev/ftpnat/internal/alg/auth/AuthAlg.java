package dev.ftpnat.internal.alg.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Verdict;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An ALG that knows AUTH (RFC 4217), before another that knows more. It is none of a real product,
 * but each of its ways is some product's.
 *
 * <p>It reads every line of a segment that begins where a line begins; one that is cut in two it
 * doesn't recognise. What the other ALG changes or drops it leaves to that.
 */
public class AuthAlg implements FtpAlg {

  /** What is sent again, since it was dropped, begins a line as it did before. */
  private static final int MOST_STARTS = 4;

  private static final byte IAC = (byte) 0xff;

  private final Optional<FtpAlg> other;
  private final Way way;
  private final Map<Direction, Deque<Long>> lineStarts = new EnumMap<>(Direction.class);

  /** What it does with a segment that begins a line. */
  @FunctionalInterface
  private interface Way {

    /** Empty if nothing. */
    Optional<Verdict> of(Direction direction, byte[] segment);
  }

  private AuthAlg(Optional<FtpAlg> other, Way way) {
    this.other = Objects.requireNonNull(other, "other");
    this.way = way;
    for (Direction direction : Direction.values()) {
      lineStarts.put(direction, new ArrayDeque<>(List.of(0L)));
    }
  }

  // Ways --------------------------------------------------------------------------------------

  /** Answers AUTH itself, in the words of a proxy, and keeps it from the server. */
  public static FtpAlg refusing(Optional<FtpAlg> other) {
    byte[] answer = "500 'AUTH': command unrecognized.\r\n".getBytes(ISO_8859_1);
    return new AuthAlg(
        other,
        ofClient(
            segment ->
                new Verdict.Edited(
                    without(segment, AuthAlg::isAuth), answer, AlgReason.AUTH_ANSWERED)));
  }

  /** Drops segments with AUTH. */
  public static FtpAlg dropping(Optional<FtpAlg> other) {
    return new AuthAlg(other, ofClient(segment -> new Verdict.Swallowed(AlgReason.AUTH_DROPPED)));
  }

  /** Overwrites AUTH. */
  public static FtpAlg masking(Optional<FtpAlg> other) {
    return new AuthAlg(
        other,
        ofClient(
            segment ->
                new Verdict.Edited(
                    eachLine(segment, line -> isAuth(line) ? "XXXX" + line.substring(4) : line),
                    new byte[0],
                    AlgReason.AUTH_MASKED)));
  }

  /** Cuts the connection at AUTH. */
  public static FtpAlg cutting(Optional<FtpAlg> other) {
    return new AuthAlg(other, ofClient(segment -> new Verdict.Closed(AlgReason.AUTH_CUT)));
  }

  /** Takes AUTH out of the reply to FEAT (RFC 2389). */
  public static FtpAlg hiding(Optional<FtpAlg> other) {
    return new AuthAlg(other, new Hiding());
  }

  /** Takes bytes 255 for Telnet's, wherever they are. */
  public static FtpAlg corrupting(Optional<FtpAlg> other) {
    return new AuthAlg(other, (direction, segment) -> Optional.empty()) {
      @Override
      Optional<Verdict> anywhere(byte[] segment) {
        return indexOfIac(segment) < 0 ? Optional.empty() : Optional.of(overwritten(segment));
      }
    };
  }

  /** Lets everything pass, and tells when a server has agreed to TLS with its 234. */
  public static FtpAlg telling(Optional<FtpAlg> other, Runnable agreed) {
    return new AuthAlg(
        other,
        (direction, segment) -> {
          if (direction == Direction.REPLY && text(segment).startsWith("234 ")) {
            agreed.run();
          }
          return Optional.empty();
        });
  }

  private static Way ofClient(Function<byte[], Verdict> verdict) {
    return (direction, segment) ->
        direction == Direction.ORIGINAL && lines(segment).anyMatch(AuthAlg::isAuth)
            ? Optional.of(verdict.apply(segment))
            : Optional.empty();
  }

  /** Between the first line of a 211 and its last. */
  private static final class Hiding implements Way {

    private boolean inFeatures;

    @Override
    public Optional<Verdict> of(Direction direction, byte[] segment) {
      if (direction != Direction.REPLY) {
        return Optional.empty();
      }
      byte[] left =
          without(
              segment,
              line -> {
                if (line.startsWith("211-")) {
                  inFeatures = true;
                } else if (line.startsWith("211 ")) {
                  inFeatures = false;
                }
                return inFeatures && isAuth(line.stripLeading());
              });
      return left.length == segment.length
          ? Optional.empty()
          : Optional.of(new Verdict.Edited(left, new byte[0], AlgReason.AUTH_HIDDEN));
    }
  }

  // Lines -------------------------------------------------------------------------------------

  private static String text(byte[] segment) {
    return new String(segment, ISO_8859_1);
  }

  private static Stream<String> lines(byte[] segment) {
    return Arrays.stream(text(segment).split("(?<=\n)"));
  }

  private static boolean isAuth(String line) {
    String upper = line.toUpperCase(Locale.ROOT);
    return upper.startsWith("AUTH")
        && (upper.length() == 4 || " \r\n".indexOf(upper.charAt(4)) >= 0);
  }

  private static byte[] without(byte[] segment, Predicate<String> unwanted) {
    return eachLine(segment, line -> unwanted.test(line) ? "" : line);
  }

  private static byte[] eachLine(byte[] segment, Function<String, String> change) {
    StringBuilder changed = new StringBuilder();
    lines(segment).map(change).forEach(changed::append);
    return changed.toString().getBytes(ISO_8859_1);
  }

  private static int indexOfIac(byte[] segment) {
    for (int i = 0; i < segment.length; i++) {
      if (segment[i] == IAC) {
        return i;
      }
    }
    return -1;
  }

  private static Verdict overwritten(byte[] segment) {
    byte[] changed = segment.clone();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == IAC) {
        changed[i] = 0;
      }
    }
    return new Verdict.Edited(changed, new byte[0], AlgReason.IAC_CHANGED);
  }

  // Segments ----------------------------------------------------------------------------------

  /** What it does with a segment wherever that begins. */
  Optional<Verdict> anywhere(byte[] segment) {
    return Optional.empty();
  }

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    // It has to see all of them, or it would lose count of the lines.
    Verdict before =
        other
            .map(alg -> alg.inspect(direction, sequence, segment))
            .orElse(new Verdict.Pass(AlgReason.NO_MATCH));
    if (!(before instanceof Verdict.Pass)) {
      noteEnd(direction, sequence, segment);
      return before;
    }
    Optional<Verdict> own =
        lineStarts.get(direction).contains(sequence)
            ? way.of(direction, segment)
            : Optional.empty();
    Verdict verdict = own.or(() -> anywhere(segment)).orElse(before);
    if (!(verdict instanceof Verdict.Swallowed)) {
      noteEnd(direction, sequence, segment);
    }
    return verdict;
  }

  private void noteEnd(Direction direction, long sequence, byte[] segment) {
    if (segment[segment.length - 1] == '\n') {
      Deque<Long> starts = lineStarts.get(direction);
      starts.add(sequence + segment.length);
      if (starts.size() > MOST_STARTS) {
        starts.remove();
      }
    }
  }
}
