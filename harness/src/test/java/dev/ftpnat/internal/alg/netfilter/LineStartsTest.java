package dev.ftpnat.internal.alg.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineStartsTest {

  private final LineStarts starts = new LineStarts();

  @Test
  void knowsNoneAtFirst() {
    assertThat(starts.contains(0)).isFalse();
  }

  @Test
  void remembersTwo() {
    starts.add(11);
    starts.add(22);

    assertThat(starts.contains(11)).isTrue();
    assertThat(starts.contains(22)).isTrue();
    assertThat(starts.contains(12)).isFalse();
  }

  @Test
  void forgetsTheLowerOneForAHigherOne() {
    starts.add(22);
    starts.add(11);
    starts.add(33);

    assertThat(starts).hasToString("[22, 33]");
  }

  @Test
  void replacesTheLowerOneEvenIfTheOtherIsHigherStill() {
    starts.add(11);
    starts.add(33);
    starts.add(22);

    assertThat(starts).hasToString("[22, 33]");
  }

  @Test
  void doesNotRememberAnOffsetLowerThanBoth() {
    starts.add(22);
    starts.add(33);
    starts.add(11);

    assertThat(starts).hasToString("[22, 33]");
  }

  @Test
  void remembersAnOffsetOnce() {
    starts.add(11);
    starts.add(11);
    starts.add(22);

    assertThat(starts).hasToString("[11, 22]");
  }
}
