package dev.ftpnat.internal.alg.product;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.DataConnections;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.OtherPorts;
import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.alg.Pinholes;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.net.Ipv4;
import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Slirp's {@code EMU_FTP} (tcp_subr.c): the first {@code ORT} or, if there is none, the first
 * {@code 27 Entering} of a segment, and what C's {@code sscanf} reads there. It looks at what the
 * guest sends, at any place of a line, and at nothing behind a byte 0. Of what follows the numbers
 * it keeps up to 256 bytes if a CR LF is between, and nothing else.
 */
public final class SlirpAlg implements FtpAlg {

  private static final String NUMBER = Scan.SPACE + "*([+-]?[0-9]+)";

  private static final String SIX =
      NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER;

  /** Blanks of the format are any white space, also none; CR LF there is as well. */
  private static final Pattern PORT = Pattern.compile("(?s)ORT" + Scan.SPACE + "*" + SIX + "(.*)");

  private static final Pattern PASSIVE =
      Pattern.compile(
          String.format(
              Locale.ROOT,
              "(?s)27%sEntering%sPassive%sMode%s\\(%s(.*)",
              Scan.SPACE + "*",
              Scan.SPACE + "*",
              Scan.SPACE + "*",
              Scan.SPACE + "*",
              SIX));

  private static final int MOST_KEPT = 256;

  /** Where a system begins to choose ports by itself. */
  private static final int LOWEST_PORT = 32768;

  private static final int HIGHEST_PORT = 60999;

  private final ControlTuple connection;
  private final DataConnections data;
  private final Pinholes pinholes;

  /** One for a control connection. */
  public SlirpAlg(ControlTuple connection, Pinholes pinholes) {
    this.connection = connection;
    this.data = new DataConnections(connection);
    this.pinholes = new OtherPorts(pinholes, connection, LOWEST_PORT, HIGHEST_PORT);
  }

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    boolean ofServer = !connection.destination().equals(connection.translatedDestination());
    if (direction != (ofServer ? Direction.REPLY : Direction.ORIGINAL)) {
      return new Verdict.Pass(AlgReason.NO_MATCH);
    }
    String text = Scan.text(segment);
    int nul = text.indexOf('\0');
    String seen = nul < 0 ? text : text.substring(0, nul);
    int port = seen.indexOf("ORT");
    int passive = seen.indexOf("27 Entering");
    if (port >= 0) {
      return translate(direction, seen, port, PORT, "ORT %s\r\n%s");
    }
    return passive >= 0
        ? translate(direction, seen, passive, PASSIVE, "27 Entering Passive Mode (%s)\r\n%s")
        : new Verdict.Pass(AlgReason.NO_MATCH);
  }

  private Verdict translate(
      Direction direction, String text, int from, Pattern pattern, String form) {
    Matcher matcher = pattern.matcher(text.substring(from));
    if (!matcher.matches()) {
      return new Verdict.Pass(AlgReason.NO_MATCH);
    }
    int[] numbers = new int[6];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = new BigInteger(matcher.group(i + 1)).intValue();
    }
    int address = numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3];
    int named = (numbers[4] << 8 | numbers[5]) & 0xffff;
    Pinhole wanted = data.pinhole(direction, Ipv4.ofBits(address), named);
    OptionalInt port = pinholes.open(wanted);
    if (port.isEmpty()) {
      return new Verdict.Pass(AlgReason.PORTS_EXHAUSTED);
    }
    Pinhole opened = wanted.withPort(port.getAsInt());
    String translation =
        String.format(
            Locale.ROOT,
            form,
            DataConnections.sixNumbers(opened.destination()),
            kept(matcher.group(7), form));
    return new Verdict.Rewritten(
        Scan.bytes(text.substring(0, from) + translation), opened, AlgReason.TRANSLATED);
  }

  /** What follows white space where the format has CR LF, up to the first byte 127. */
  private static String kept(String rest, String form) {
    boolean isClosed = !form.contains("(") || rest.startsWith(")");
    if (!isClosed) {
      return "";
    }
    String behind =
        (form.contains("(") ? rest.substring(1) : rest).replaceFirst("^" + Scan.SPACE + "+", "");
    int delete = behind.indexOf('\u007f');
    String kept = delete < 0 ? behind : behind.substring(0, delete);
    return kept.substring(0, Math.min(kept.length(), MOST_KEPT));
  }
}
