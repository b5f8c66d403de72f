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
 * @param needsNoPassword whether it is the user who is let in with that
 */
record Answer(
    Optional<Reply> instead,
    Optional<Reply> preliminary,
    Optional<Reply> conclusion,
    String source,
    boolean needsNoPassword) {

  static final Answer NONE =
      new Answer(Optional.empty(), Optional.empty(), Optional.empty(), "", false);

  boolean isNone() {
    return instead.isEmpty() && preliminary.isEmpty() && conclusion.isEmpty();
  }
}
