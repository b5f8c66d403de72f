package dev.ftpnat.internal.tcp;

import static dev.ftpnat.internal.alg.Direction.ORIGINAL;
import static dev.ftpnat.internal.alg.Direction.REPLY;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.ScriptedAlg;
import dev.ftpnat.internal.tcp.RetransmittingStream.Forwarded;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetransmittingStreamTest {

  private final ScriptedAlg alg = new ScriptedAlg();
  private final RetransmittingStream stream = new RetransmittingStream(alg);

  private Forwarded send(String segment) {
    return stream.forward(REPLY, segment.getBytes(US_ASCII));
  }

  private static List<String> bytes(Forwarded forwarded) {
    return forwarded.bytes().stream().map(bytes -> new String(bytes, US_ASCII)).toList();
  }

  private static List<String> verdicts(Forwarded forwarded) {
    return forwarded.inspected().stream()
        .map(
            inspected ->
                new String(inspected.segment(), US_ASCII)
                    + " -> "
                    + inspected.verdict().getClass().getSimpleName())
        .toList();
  }

  @Test
  void forwardsWhatPasses() {
    Forwarded forwarded = send("one");

    assertThat(bytes(forwarded)).containsExactly("one");
    assertThat(verdicts(forwarded)).containsExactly("one -> Pass");
    assertThat(forwarded.close()).isFalse();
    assertThat(stream.stalled(REPLY)).isFalse();
  }

  @Test
  void forwardsTheTranslationAndReportsTheSegmentAsItWasSent() {
    Forwarded forwarded = send("rewrite me");

    assertThat(bytes(forwarded)).containsExactly("REWRITE ME");
    assertThat(verdicts(forwarded)).containsExactly("rewrite me -> Rewritten");
  }

  @Test
  void countsSequenceNumbersInWhatTheSenderSent() {
    send("rewrite me");
    send("two");
    stream.forward(ORIGINAL, "other side".getBytes(US_ASCII));
    send("three");

    assertThat(alg.seen()).containsExactly("0:rewrite me", "10:two", "0:other side", "13:three");
  }

  @Test
  void holdsBackWhatFollowsADroppedSegment() {
    assertThat(bytes(send("drop"))).isEmpty();
    Forwarded later = send("two");

    assertThat(bytes(later)).isEmpty();
    assertThat(verdicts(later)).containsExactly("two -> Pass");
    assertThat(stream.stalled(REPLY)).isTrue();
  }

  @Test
  void stallsOneDirectionOnly() {
    send("drop");

    assertThat(bytes(stream.forward(ORIGINAL, "one".getBytes(US_ASCII)))).containsExactly("one");
    assertThat(stream.stalled(ORIGINAL)).isFalse();
  }

  @Test
  void retransmitsADroppedSegmentAtItsOldSequenceNumberWithoutReportingItAgain() {
    send("one");
    send("drop");
    Forwarded later = send("two");

    assertThat(alg.seen()).contains("3:drop", "7:two").endsWith("3:drop");
    assertThat(verdicts(later)).containsExactly("two -> Pass");
  }

  @Test
  void letsASingleSegmentReachTheGatewayBehindAHole() {
    send("drop");
    send("two");
    Forwarded third = send("rewrite three");

    assertThat(third.inspected()).isEmpty();
    assertThat(alg.seen()).doesNotContain("7:rewrite three");
  }

  @Test
  void sendsMoreUntilOneArrivesAndTheLossShows() {
    send("drop one");
    send("drop two");
    assertThat(alg.seen()).containsExactly("0:drop one", "8:drop two");
    Forwarded third = send("three");

    assertThat(verdicts(third)).containsExactly("three -> Pass");
    assertThat(alg.seen()).endsWith("16:three", "0:drop onedrop two");
  }

  @Test
  void joinsWhatWasLostInARetransmission() {
    send("drop one");
    send("drop two");
    alg.relent("drop onedrop two");
    Forwarded forwarded = send("three");

    assertThat(bytes(forwarded)).containsExactly("drop onedrop two", "three");
    assertThat(verdicts(forwarded)).containsExactly("three -> Pass", "drop onedrop two -> Pass");
    assertThat(stream.stalled(REPLY)).isFalse();
  }

  @Test
  void joinsNoMoreThanFitsIntoASegment() {
    String first = "drop " + "x".repeat(1439);
    send(first);
    send("drop");
    send("drop ");
    stream.timeOut(REPLY);

    assertThat(alg.seen()).endsWith("1448:drop ", "0:" + first + "drop");
  }

  @Test
  void doesNotJoinWhatHasArrivedBehindAHole() {
    send("drop");
    send("two");

    assertThat(alg.seen()).endsWith("0:drop");
  }

  @Test
  void retransmitsWhenTheTimerRunsOut() {
    send("drop");
    Forwarded inVain = stream.timeOut(REPLY);
    alg.relent("drop");
    Forwarded forwarded = stream.timeOut(REPLY);

    assertThat(inVain.inspected()).isEmpty();
    assertThat(bytes(forwarded)).containsExactly("drop");
    assertThat(alg.seen()).containsExactly("0:drop", "0:drop", "0:drop");
    assertThat(stream.timeOut(REPLY).bytes()).isEmpty();
  }

  @Test
  void releasesEverythingInOrderOnceTheRetransmissionPasses() {
    send("drop");
    send("rewrite two");
    send("three");
    alg.relent("drop");
    Forwarded forwarded = stream.timeOut(REPLY);

    assertThat(bytes(forwarded)).containsExactly("drop", "REWRITE TWO", "three");
    assertThat(verdicts(forwarded)).containsExactly("drop -> Pass", "three -> Pass");
    assertThat(stream.stalled(REPLY)).isFalse();
  }

  @Test
  void afterARetransmissionInVainOnlyTheTimerMakesAnother() {
    send("drop");
    send("two");
    alg.relent("drop");
    Forwarded third = send("three");

    assertThat(bytes(third)).isEmpty();
    assertThat(alg.seen()).containsExactly("0:drop", "4:two", "0:drop");
    assertThat(bytes(stream.timeOut(REPLY))).containsExactly("drop", "two", "three");
  }

  @Test
  void whatStaysWithTheSenderIsJoined() {
    send("drop");
    send("two");
    send("three\r\n");
    send("rewrite four");
    alg.relent("drop");
    Forwarded forwarded = stream.timeOut(REPLY);

    assertThat(bytes(forwarded)).containsExactly("drop", "two", "three\r\nrewrite four");
  }

  @Test
  void comesToTheNextHoleOnceTheFirstIsFilled() {
    send("drop");
    send("two");
    send("drop again");
    alg.relent("drop");
    Forwarded forwarded = stream.timeOut(REPLY);

    assertThat(bytes(forwarded)).containsExactly("drop", "two");
    assertThat(verdicts(forwarded)).containsExactly("drop -> Pass", "drop again -> Swallowed");
    assertThat(stream.stalled(REPLY)).isTrue();
  }

  @Test
  void closesWhereTheAlgDoes() {
    Forwarded forwarded = send("close");

    assertThat(forwarded.close()).isTrue();
    assertThat(bytes(forwarded)).isEmpty();
    assertThat(verdicts(forwarded)).containsExactly("close -> Closed");
  }

  @Test
  void takesNothingMoreAfterItHasClosed() {
    send("close");
    Forwarded forwarded = send("two");

    assertThat(forwarded.bytes()).isEmpty();
    assertThat(forwarded.inspected()).isEmpty();
    assertThat(forwarded.close()).isTrue();
  }

  @Test
  void closesForASegmentBehindAHoleAsWell() {
    send("drop");
    Forwarded forwarded = send("close");

    assertThat(forwarded.close()).isTrue();
    assertThat(bytes(forwarded)).isEmpty();
    assertThat(verdicts(forwarded)).containsExactly("close -> Closed");
  }

  @Test
  void closesWhenTooMuchIsHeldBack() {
    send("drop");
    byte[] half = new byte[RetransmittingStream.MAX_HELD_BACK / 2];

    assertThat(stream.forward(REPLY, half).close()).isFalse();
    assertThat(stream.forward(REPLY, half).close()).isTrue();
  }

  @Test
  void holdsBackExactlyItsLimit() {
    send("drop");
    byte[] rest = new byte[RetransmittingStream.MAX_HELD_BACK - "drop".length()];

    assertThat(stream.forward(REPLY, rest).close()).isFalse();
    assertThat(send("x").close()).isTrue();
  }

  @Test
  void neverHoldsBackWhatPasses() {
    byte[] large = new byte[RetransmittingStream.MAX_HELD_BACK * 2];

    assertThat(stream.forward(REPLY, large).bytes()).containsExactly(large);
    assertThat(stream.forward(REPLY, large).close()).isFalse();
  }

  @Test
  void makesNothingOfAnEmptySegment() {
    Forwarded forwarded = send("");

    assertThat(forwarded.bytes()).isEmpty();
    assertThat(alg.seen()).isEmpty();
  }
}
