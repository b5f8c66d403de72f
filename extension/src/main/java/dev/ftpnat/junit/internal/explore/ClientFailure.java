package dev.ftpnat.junit.internal.explore;

import java.io.IOException;

/** A client that isn't Java code said that it failed, as a program does by its exit status. */
public final class ClientFailure extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * One.
   *
   * @param sentence what it said, and how
   */
  public ClientFailure(String sentence) {
    super(sentence);
  }
}
