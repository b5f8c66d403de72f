package dev.ftpnat.internal.alg;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ftpnat.internal.alg.RecordedCase.RecordedPinhole;
import dev.ftpnat.internal.alg.netfilter.NetfilterAlg;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Single segments as the kernel answered them. They were made by hand, without a TCP stack that
 * decides what is sent when, so retransmissions, parts of segments and joined ones come at any time
 * and in both directions: what the ALG remembers shows here.
 */
class RecordedSegmentsTest {

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Recording(List<Conversation> conversations) {}

  record Conversation(
      String id, String nat, List<RecordedSegment> steps, List<RecordedPinhole> pinholes) {

    ControlTuple connection() {
      return ControlConnections.withNatAt(nat);
    }

    @Override
    public String toString() {
      return id + " with NAT at " + nat;
    }
  }

  /** A segment and what came out of the gateway for it; no result if nothing did. */
  record RecordedSegment(String from, long sequence, String segment, String result) {

    Direction direction() {
      return ControlConnections.sentBy(from);
    }
  }

  static Stream<Conversation> conversations() throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    try (InputStream json =
        RecordedSegmentsTest.class.getResourceAsStream("netfilter-linux-6.18-segments.json")) {
      return mapper.readValue(json, Recording.class).conversations().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conversations")
  void decidesAsTheKernelDid(Conversation conversation) {
    OnePinhole pinholes = new OnePinhole();
    FtpAlg alg = NetfilterAlg.full(conversation.connection(), pinholes);

    for (RecordedSegment step : conversation.steps()) {
      byte[] segment = step.segment().getBytes(ISO_8859_1);
      Verdict verdict = alg.inspect(step.direction(), step.sequence(), segment);
      assertThat(outcome(verdict, segment))
          .as(step.toString())
          .isEqualTo(Optional.ofNullable(step.result()));
    }
    assertThat(pinholes.current().map(RecordedPinhole::of).stream().toList())
        .isEqualTo(conversation.pinholes());
  }

  private static Optional<String> outcome(Verdict verdict, byte[] segment) {
    if (verdict instanceof Verdict.Swallowed) {
      return Optional.empty();
    }
    byte[] bytes = verdict instanceof Verdict.Rewritten rewritten ? rewritten.bytes() : segment;
    return Optional.of(new String(bytes, ISO_8859_1));
  }
}
