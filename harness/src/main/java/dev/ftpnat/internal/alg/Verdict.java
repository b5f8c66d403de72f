package dev.ftpnat.internal.alg;

import java.util.Optional;

/** What an {@link FtpAlg} decides about a segment. Every verdict carries its {@link AlgReason}. */
public sealed interface Verdict {

  /** Why. */
  AlgReason reason();

  /** The segment goes on unchanged. */
  record Pass(AlgReason reason) implements Verdict {}

  /**
   * The address or port in the segment was recognised and a pinhole opened for it.
   *
   * @param bytes what goes on instead of the segment; equal to it where the translation changes
   *     nothing
   * @param pinhole the connection that the gateway now expects
   */
  record Rewritten(byte[] bytes, Pinhole pinhole, AlgReason reason) implements Verdict {}

  /**
   * Something else goes on than the sender sent, or it gets an answer of the ALG's, or both.
   *
   * @param bytes what goes on instead of the segment; empty if nothing does
   * @param answer what goes back to its sender; mostly empty
   */
  record Edited(byte[] bytes, byte[] answer, AlgReason reason) implements Verdict {}

  /** The segment is dropped; its sender retransmits it until the state here lets it through. */
  record Swallowed(AlgReason reason) implements Verdict {}

  /**
   * The control connection is cut.
   *
   * @param orderly whether with a FIN to either side, after what has come before; else it is reset
   */
  record Closed(AlgReason reason, boolean orderly) implements Verdict {

    public Closed(AlgReason reason) {
      this(reason, false);
    }
  }

  /** The pinhole that this verdict opens, if any. */
  default Optional<Pinhole> openedPinhole() {
    return this instanceof Rewritten rewritten
        ? Optional.of(rewritten.pinhole())
        : Optional.empty();
  }
}
