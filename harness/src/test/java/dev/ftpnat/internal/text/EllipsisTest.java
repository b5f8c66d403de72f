package dev.ftpnat.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is fit for a column of a drawing. */
class EllipsisTest {

  @ParameterizedTest
  @CsvSource({
    "0041, A",
    "007f, \\u007f",
    "00e9, é",
    "00ad, \\u00ad",
    "0300, \\u0300",
    "0378, \\u0378",
    "0488, \\u0488",
    "2192, →",
    "65e5, \\u65e5"
  })
  void whatIsNotOneColumnWideIsEscaped(String point, String drawn) {
    assertThat(Ellipsis.narrow(Character.toString(Integer.parseInt(point, 16)))).isEqualTo(drawn);
  }
}
