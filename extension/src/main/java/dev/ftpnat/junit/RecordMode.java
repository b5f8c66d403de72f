package dev.ftpnat.junit;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After which tests what their network saw is written into files. */
enum RecordMode {
  /** After those that fail. */
  ON_FAILURE("on-failure"),
  /** After every test. */
  ALWAYS("always"),
  /** After none; and no packets are captured. */
  NEVER("never");

  /** The configuration parameter. */
  static final String PROPERTY = "ftpnat.record";

  private final String word;

  RecordMode(String word) {
    this.word = word;
  }

  /** The mode of a run. JUnit looks for its parameters in system properties, too. */
  static RecordMode of(ExtensionContext context) {
    return context
        .getConfigurationParameter(PROPERTY)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .map(RecordMode::parse)
        .orElse(ON_FAILURE);
  }

  private static RecordMode parse(String value) {
    return Arrays.stream(values())
        .filter(mode -> mode.word.equals(value.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new ExtensionConfigurationException(
                    "configuration parameter `%s`: \"%s\" is none of %s"
                        .formatted(
                            PROPERTY,
                            value,
                            Arrays.stream(values())
                                .map(mode -> mode.word)
                                .collect(Collectors.joining(", ")))));
  }

  boolean wants(boolean failed) {
    return this == ALWAYS || (this == ON_FAILURE && failed);
  }
}
