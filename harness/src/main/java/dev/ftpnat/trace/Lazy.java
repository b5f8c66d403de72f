package dev.ftpnat.trace;

import java.util.function.Supplier;

/** Something that is computed when it is first asked for, once, whoever asks. */
final class Lazy<T> {

  private Supplier<T> source;
  private T value;

  Lazy(Supplier<T> source) {
    this.source = source;
  }

  synchronized T get() {
    if (source != null) {
      value = source.get();
      source = null;
    }
    return value;
  }
}
