package dev.ftpnat.internal.alg.product;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Verdict;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cisco ASA's strict inspection before an ALG that translates: what the ASA 5500 configuration
 * guide lists under "Using the strict Option".
 */
public final class StrictAlg implements FtpAlg {

  private static final int MOST_BEHIND_PORT = 8;

  /** Ports up to this one are reserved. */
  private static final int HIGHEST_RESERVED = 1024;

  private static final Pattern NUMBERS =
      Pattern.compile("([0-9]+),([0-9]+)([^,0-9].*)?$", Pattern.DOTALL);

  private final FtpAlg translating;
  private boolean systAsked;

  /** One that lets through to {@code translating} what is as it should be. */
  public StrictAlg(FtpAlg translating) {
    this.translating = Objects.requireNonNull(translating, "translating");
  }

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    String text = Scan.text(segment);
    Optional<AlgReason> wrong = wrong(direction, text);
    if (wrong.isPresent()) {
      return new Verdict.Closed(wrong.get());
    }
    // It has to see all of them, or it would lose count of the lines.
    Verdict verdict = translating.inspect(direction, sequence, segment);
    if (direction == Direction.ORIGINAL) {
      systAsked = text.toUpperCase(Locale.ROOT).startsWith("SYST");
    } else if (systAsked && text.startsWith("215 ") && verdict instanceof Verdict.Pass) {
      systAsked = false;
      return new Verdict.Edited(Scan.bytes(masked(text)), new byte[0], AlgReason.SYST_MASKED);
    }
    return verdict;
  }

  private static String masked(String reply) {
    return reply.substring(0, 4) + reply.substring(4).replaceAll("[^\r\n]", "X");
  }

  private static Optional<AlgReason> wrong(Direction direction, String text) {
    boolean ofClient = direction == Direction.ORIGINAL;
    boolean port = text.regionMatches(true, 0, "PORT ", 0, 5);
    boolean passive = text.startsWith("227 ");
    if (ofClient ? passive : port) {
      return Optional.of(AlgReason.SPOOFED);
    }
    if (ofClient && !text.endsWith("\r\n")) {
      return Optional.of(AlgReason.COMMAND_NOT_ENDED);
    }
    return port || passive ? wrongNumbers(text) : Optional.empty();
  }

  private static Optional<AlgReason> wrongNumbers(String text) {
    if (text.chars().filter(character -> character == ',').count() != 5) {
      return Optional.of(AlgReason.TRUNCATED);
    }
    Matcher matcher = NUMBERS.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String behind = Optional.ofNullable(matcher.group(3)).orElse("");
    if (behind.length() > MOST_BEHIND_PORT) {
      return Optional.of(AlgReason.PIPELINED);
    }
    int named = Scan.octet(matcher.group(1)) << 8 | Scan.octet(matcher.group(2));
    return named <= HIGHEST_RESERVED ? Optional.of(AlgReason.NO_USABLE_PORT) : Optional.empty();
  }
}
