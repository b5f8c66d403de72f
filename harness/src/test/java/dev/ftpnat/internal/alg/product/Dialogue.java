package dev.ftpnat.internal.alg.product;

import static dev.ftpnat.internal.alg.Direction.ORIGINAL;
import static dev.ftpnat.internal.alg.Direction.REPLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.OnePinhole;
import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.simulated.relay.FtpAlgs;
import dev.ftpnat.topology.AlgBehavior;
import java.util.EnumMap;
import java.util.Map;

/**
 * A control connection through an ALG, a step for each segment. The port that an ALG has chosen is
 * written {@code PORT} in what is expected, its two octets {@code P1,P2}.
 */
final class Dialogue {

  private final OnePinhole pinholes = new OnePinhole();
  private final FtpAlg alg;
  private final Map<Direction, Long> sequences = new EnumMap<>(Map.of(ORIGINAL, 0L, REPLY, 0L));

  Dialogue(AlgBehavior behavior, ControlTuple connection) {
    alg = FtpAlgs.create(behavior, connection, pinholes).orElseThrow();
  }

  /** It has gone so far that ALGs look. */
  Dialogue begun() {
    inspect(REPLY, "220 ready\r\n");
    inspect(ORIGINAL, "USER u\r\n");
    inspect(REPLY, "331 go on\r\n");
    return this;
  }

  Dialogue server(String segment, String outcome, AlgReason reason) {
    return step(REPLY, segment, outcome, reason);
  }

  Dialogue client(String segment, String outcome, AlgReason reason) {
    return step(ORIGINAL, segment, outcome, reason);
  }

  /** A step whose outcome is what was sent. */
  Dialogue server(String segment, AlgReason reason) {
    return step(REPLY, segment, segment, reason);
  }

  Dialogue client(String segment, AlgReason reason) {
    return step(ORIGINAL, segment, segment, reason);
  }

  private Dialogue step(Direction direction, String segment, String outcome, AlgReason reason) {
    Verdict verdict = inspect(direction, segment);
    assertThat(verdict.reason()).as(segment).isEqualTo(reason);
    assertThat(outcome(verdict, segment)).as(segment).isEqualTo(withPort(outcome));
    return this;
  }

  private Verdict inspect(Direction direction, String segment) {
    byte[] bytes = segment.getBytes(ISO_8859_1);
    Verdict verdict = alg.inspect(direction, sequences.get(direction), bytes);
    assertThat(bytes).as("untouched").isEqualTo(segment.getBytes(ISO_8859_1));
    sequences.merge(direction, (long) segment.length(), Long::sum);
    return verdict;
  }

  private String withPort(String text) {
    int port = pinholes.current().map(open -> open.destination().port()).orElse(0);
    return text.replace("PORT|", port + "|").replace("P1,P2", (port >> 8) + "," + (port & 0xff));
  }

  private static String outcome(Verdict verdict, String segment) {
    if (verdict instanceof Verdict.Rewritten rewritten) {
      return new String(rewritten.bytes(), ISO_8859_1);
    }
    if (verdict instanceof Verdict.Edited edited) {
      return new String(edited.bytes(), ISO_8859_1);
    }
    return verdict instanceof Verdict.Pass
        ? segment
        : verdict instanceof Verdict.Closed ? "closed" : "dropped";
  }

  /** Where the pinhole that is open now leads to, and from whose address it may be used. */
  void leads(String source, String destinationAddress, String to, int lowestPort) {
    Pinhole open = pinholes.current().orElseThrow();
    assertThat(open.source().getHostAddress()).isEqualTo(source);
    assertThat(open.destination().address().getHostAddress()).isEqualTo(destinationAddress);
    assertThat(open.translatedDestination()).hasToString(to);
    assertThat(open.destination().port()).isGreaterThanOrEqualTo(lowestPort);
  }

  void leadsNowhere() {
    assertThat(pinholes.current()).isEmpty();
  }

  /** Whether a segment is read as an announcement, and opens something if it is. */
  void reads(String segment, boolean expected, boolean opening) {
    Verdict verdict = inspect(Character.isDigit(segment.charAt(0)) ? REPLY : ORIGINAL, segment);
    assertThat(verdict instanceof Verdict.Rewritten || verdict instanceof Verdict.Edited)
        .as(segment)
        .isEqualTo(expected);
    assertThat(pinholes.current().isPresent()).as(segment).isEqualTo(expected && opening);
  }
}
