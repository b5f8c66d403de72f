package dev.ftpnat.internal.server.personality.pyftpdlib;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each as {@code python3 -c 'print(…)'} prints it. */
class PythonFloatTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "3.09862E-4, 0.000309862",
    "1e-4, 0.0001",
    "9.9e-5, 9.9e-05",
    "5e-7, 5e-07",
    "1.5e-10, 1.5e-10",
    "0.25, 0.25",
    "12, 12.0",
    "301.5, 301.5"
  })
  void isWrittenAsByPython(double number, String text) {
    assertThat(PythonFloat.text(number)).isEqualTo(text);
  }
}
