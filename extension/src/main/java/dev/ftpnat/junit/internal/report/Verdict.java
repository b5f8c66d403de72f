package dev.ftpnat.junit.internal.report;

import java.util.Locale;

/** What became of one run of a matrix test. The names are part of the report's schema. */
public enum Verdict {
  /** The test passed. */
  PASSED("passed", "✅", "✓", "what the test asks for works there"),
  /** It failed within the time that it allows. */
  FAILED_CLEANLY("failed cleanly", "❌", "x", "the test failed within the time that it allows"),
  /** It failed, but only after more than the time that it allows. */
  FAILED_LATE("failed late", "⏳", "L", "the test failed after more than the time that it allows"),
  /** The network failed the client, which told nobody; only an assertion noticed. */
  SILENTLY_WRONG("silently wrong", "⚠️", "S", "a transfer failed and the client threw nothing"),
  /** It failed within the time that it allows, and no client could have passed in its mode. */
  NO_WAY_THROUGH(
      "no way through", "⚪", "o", "the test failed where no client gets through in that mode"),
  /** It failed where it was expected to. */
  EXPECTED_FAILURE("failed as expected", "🔸", "e", "the test failed where it was expected to"),
  /** It passed where it was expected to fail. */
  UNEXPECTEDLY_PASSED(
      "began to pass", "❗", "!", "expected to fail there, it passed: take out the mark"),
  /** It was aborted, because the network couldn't be had or an assumption didn't hold. */
  ABORTED("aborted", "➖", "-", "the network couldn't be had, or an assumption didn't hold");

  private final String label;
  private final String emoji;
  private final String letter;
  private final String meaning;

  Verdict(String label, String emoji, String letter, String meaning) {
    this.label = label;
    this.emoji = emoji;
    this.letter = letter;
    this.meaning = meaning;
  }

  /** In two words. */
  String label() {
    return label;
  }

  /** A sign for where there is no style sheet. */
  String emoji() {
    return emoji;
  }

  /** A sign for where there is little more than ASCII. */
  String letter() {
    return letter;
  }

  /** In a sentence. */
  String meaning() {
    return meaning;
  }

  /** For style sheets and identifiers, for example {@code failed-late}. */
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
