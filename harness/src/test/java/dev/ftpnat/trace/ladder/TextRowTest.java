package dev.ftpnat.trace.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A row of a drawing in characters. */
class TextRowTest {

  @Test
  void aRowEndsAtItsEdges() {
    TextRow row = new TextRow();
    row.put(-1, "ab");
    row.put(TextRow.WIDTH - 1, "yz");

    assertThat(row.toString()).startsWith("b").endsWith("y").hasSize(TextRow.WIDTH);
  }
}
