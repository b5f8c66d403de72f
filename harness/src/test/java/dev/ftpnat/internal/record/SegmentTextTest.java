package dev.ftpnat.internal.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentTextTest {

  private static byte[] records(int type, int... lengths) {
    byte[] all = new byte[IntStream.of(lengths).map(length -> 5 + length).sum()];
    int start = 0;
    for (int length : lengths) {
      all[start] = (byte) type;
      all[start + 1] = 3;
      all[start + 2] = 3;
      all[start + 3] = (byte) (length >> 8);
      all[start + 4] = (byte) length;
      start += 5 + length;
    }
    return all;
  }

  @Test
  void aLineIsToldWithoutItsEnd() {
    assertThat(SegmentText.of("NOOP\r\n".getBytes(US_ASCII)))
        .isEqualTo(new SegmentText("NOOP", false));
    assertThat(SegmentText.of("PASS secret\r\n".getBytes(US_ASCII)))
        .isEqualTo(new SegmentText("PASS ****", false));
    assertThat(SegmentText.of("TLS, 3 bytes\r\n".getBytes(US_ASCII)).encrypted()).isFalse();
    assertThat(SegmentText.of(new byte[0])).isEqualTo(SegmentText.NOTHING);
  }

  @Test
  void ofTlsOnlyTheLengthIsKnown() {
    assertThat(SegmentText.of(records(23, 23))).isEqualTo(new SegmentText("TLS, 28 bytes", true));
    assertThat(SegmentText.of(records(23, 1000)))
        .isEqualTo(new SegmentText("TLS, 1005 bytes", true));
    assertThat(SegmentText.of(records(23, 19, 39)))
        .isEqualTo(new SegmentText("TLS, 68 bytes", true));
  }

  @Test
  void alertsSayNothing() {
    assertThat(SegmentText.of(records(21, 26))).isEqualTo(SegmentText.NOTHING);
    assertThat(SegmentText.of(records(23, 19))).isEqualTo(SegmentText.NOTHING);
    assertThat(SegmentText.of(records(23, 35, 35))).isEqualTo(SegmentText.NOTHING);
  }

  @Test
  void halfARecordMaySayMore() {
    assertThat(SegmentText.of(new byte[] {23, 3, 3}))
        .isEqualTo(new SegmentText("TLS, 3 bytes", true));
    byte[] record = records(23, 19);
    assertThat(SegmentText.of(Arrays.copyOf(record, 10)))
        .isEqualTo(new SegmentText("TLS, 10 bytes", true));
  }
}
