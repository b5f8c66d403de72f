package dev.ftpnat.internal.alg;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.RecordedCase.RecordedPinhole;
import dev.ftpnat.internal.alg.netfilter.NetfilterAlg;
import dev.ftpnat.internal.tcp.RetransmittingStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernel is the judge: what it did to each recorded connection, the ALG does as well. The
 * segments went through real sockets, so {@link RetransmittingStream} is judged too.
 */
class RecordedCasesTest {

  static Stream<RecordedCase> cases() {
    return Stream.of(
            "netfilter-recorded.json",
            "netfilter-linux-6.18.json",
            "netfilter-linux-6.18-ipv6.json",
            "netfilter-without-nat.json")
        .flatMap(resource -> RecordedCase.Recording.read(resource).cases().stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void doesAsTheKernelDid(RecordedCase recorded) {
    OnePinhole pinholes = new OnePinhole();
    RetransmittingStream stream =
        new RetransmittingStream(NetfilterAlg.full(recorded.connection(), pinholes));
    stream.forward(Direction.REPLY, "220 ready\r\n".getBytes(ISO_8859_1));
    stream.forward(Direction.ORIGINAL, "USER u\r\n".getBytes(ISO_8859_1));
    stream.forward(Direction.REPLY, "331 go on\r\n".getBytes(ISO_8859_1));

    ByteArrayOutputStream received = new ByteArrayOutputStream();
    recorded
        .segmentBytes()
        .map(segment -> stream.forward(recorded.direction(), segment))
        .flatMap(forwarded -> forwarded.bytes().stream())
        .forEach(received::writeBytes);

    assertThat(received.toString(ISO_8859_1)).isEqualTo(recorded.received());
    assertThat(stream.stalled(recorded.direction())).isEqualTo(recorded.swallowed());
    assertThat(pinholes.current().map(RecordedPinhole::of).stream().toList())
        .isEqualTo(List.copyOf(recorded.pinholes()));
  }
}
