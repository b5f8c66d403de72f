package dev.ftpnat.internal.server.script;

import dev.ftpnat.script.Reply;
import java.util.Optional;

/**
 * What is said to one command otherwise than by itself.
 *
 * @param instead of executing it
 * @param preliminary for its 1xx reply
 * @param conclusion for the reply that ends it
 * @param source where that comes from, in words
 */
record Answer(
    Optional<Reply> instead,
    Optional<Reply> preliminary,
    Optional<Reply> conclusion,
    String source) {

  static final Answer NONE = new Answer(Optional.empty(), Optional.empty(), Optional.empty(), "");

  boolean isNone() {
    return instead.isEmpty() && preliminary.isEmpty() && conclusion.isEmpty();
  }
}
