package dev.ftpnat.internal.toxiproxy.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.toxiproxy.toxic.ToxicChain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which arrays are used again. */
class BuffersTest {

  private final Buffers buffers = new Buffers();

  @BeforeEach
  void want() {
    buffers.want();
  }

  @Test
  void anArrayOfTheSameLengthIsUsedAgain() {
    byte[] source = {1, 2, 3, 4, 5};
    byte[] first = buffers.copy(source, 1, 3);
    byte[] second = buffers.copy(source, 2, 3);
    assertThat(first).containsExactly(2, 3, 4);
    assertThat(second).containsExactly(3, 4, 5);
    buffers.recycle(first);
    assertThat(buffers.copy(source, 0, 3)).isSameAs(first).containsExactly(1, 2, 3);
    assertThat(buffers.copy(source, 0, 3)).isNotSameAs(first);
  }

  @Test
  void anArrayOfAnotherLengthIsNot() {
    buffers.recycle(new byte[5]);
    assertThat(buffers.copy(new byte[] {1, 2}, 0, 2)).containsExactly(1, 2);
  }

  @Test
  void noneIsUsedAgainOnceAllAreForgotten() {
    byte[] array = new byte[1];
    buffers.recycle(array);
    buffers.clear();
    assertThat(buffers.copy(array, 0, 1)).isNotSameAs(array);
    buffers.recycle(array);
    assertThat(buffers.copy(array, 0, 1)).isNotSameAs(array);
    buffers.want();
    buffers.recycle(array);
    assertThat(buffers.copy(array, 0, 1)).isSameAs(array);
  }

  @Test
  void noMoreAreKeptThanMayWait() {
    byte[] small = new byte[ToxicChain.LATENCY_BUFFER / 4];
    byte[] large = new byte[ToxicChain.LATENCY_BUFFER - small.length + 1];
    buffers.recycle(small);
    buffers.recycle(large);
    assertThat(buffers.copy(small, 0, small.length)).isSameAs(small);
    buffers.recycle(large);
    assertThat(buffers.copy(large, 0, large.length)).isSameAs(large);
  }
}
