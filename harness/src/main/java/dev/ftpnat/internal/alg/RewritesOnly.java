package dev.ftpnat.internal.alg;

import java.util.Objects;
import java.util.OptionalInt;

/** An ALG that writes what another would, and opens nothing. */
public final class RewritesOnly implements FtpAlg {

  /** What the other one is to open its pinholes with. */
  public static final Pinholes NONE = wanted -> OptionalInt.of(wanted.destination().port());

  private final FtpAlg other;

  /** One that writes what {@code other} does, which is given {@link #NONE}. */
  public RewritesOnly(FtpAlg other) {
    this.other = Objects.requireNonNull(other, "other");
  }

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    Verdict verdict = other.inspect(direction, sequence, segment);
    if (!(verdict instanceof Verdict.Rewritten rewritten)) {
      return verdict;
    }
    return rewritten.reason() == AlgReason.EXPECTED
        ? new Verdict.Pass(AlgReason.NO_MATCH)
        : new Verdict.Edited(rewritten.bytes(), new byte[0], AlgReason.TRANSLATED_ONLY);
  }
}
