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
import dev.ftpnat.net.Endpoint;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenBSD's ftp-proxy (usr.sbin/ftp-proxy/ftp-proxy.c, 1.9): it forwards whole lines, and follows
 * which command the server answers.
 */
public final class LineProxyAlg implements FtpAlg {

  private static final int LONGEST = 500;

  private static final int LOWEST_PORT = 49152;

  private static final int HIGHEST_PORT = 65534;

  private static final String NUMBER = Scan.SPACE + "*\\+?([0-9]+)";

  private static final String SIX =
      NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER + ".*";

  /** What it looks for, each with what it reads after the last blank or parenthesis. */
  private enum Command {
    PASV("PASV", "(?s)\\(" + SIX),
    PORT("PORT ", "(?s) " + Scan.SPACE + "*" + SIX),
    EPSV("EPSV", "(?s)\\(\\|\\|\\|" + NUMBER + ".*"),
    EPRT(
        "EPRT ",
        "(?s) "
            + Scan.SPACE
            + "*\\|1\\|"
            + NUMBER
            + "\\."
            + NUMBER
            + "\\."
            + NUMBER
            + "\\."
            + NUMBER
            + "\\|"
            + NUMBER
            + ".*");

    private final String beginning;
    private final Pattern pattern;

    Command(String beginning, String regex) {
      this.beginning = beginning;
      this.pattern = Pattern.compile(regex);
    }

    static Optional<Command> of(String line) {
      String upper = line.toUpperCase(Locale.ROOT);
      return Arrays.stream(values())
          .filter(command -> upper.startsWith(command.beginning))
          .findFirst();
    }

    boolean isOfClient() {
      return this == PORT || this == EPRT;
    }

    boolean isAnsweredBy(String line) {
      return (this == PASV && line.startsWith("227 ")) || (this == EPSV && line.startsWith("229 "));
    }

    /** 0 if there is none. */
    int port(String line) {
      int from = Math.max(line.lastIndexOf(' '), line.lastIndexOf('('));
      Matcher matcher = pattern.matcher(from <= 0 ? "" : line.substring(from));
      if (!matcher.matches()) {
        return 0;
      }
      int count = matcher.groupCount();
      int octets = this == EPSV || this == EPRT ? count - 1 : count;
      for (int group = 1; group <= octets; group++) {
        if (number(matcher, group) > 255) {
          return 0;
        }
      }
      long port =
          octets < count
              ? number(matcher, count)
              : number(matcher, count - 1) << 8 | number(matcher, count);
      return port > 65535 ? 0 : (int) port;
    }

    private static long number(Matcher matcher, int group) {
      String digits = matcher.group(group).replaceFirst("^0+(?=.)", "");
      return digits.length() > 9 ? Long.MAX_VALUE >> 16 : Long.parseLong(digits);
    }

    String write(Endpoint endpoint) {
      String six = DataConnections.sixNumbers(endpoint);
      return switch (this) {
        case PORT -> "PORT " + six + "\r\n";
        case EPRT ->
            String.format(
                Locale.ROOT,
                "EPRT |1|%s|%d|\r\n",
                endpoint.address().getHostAddress(),
                endpoint.port());
        case PASV -> "227 Entering Passive Mode (" + six + ")\r\n";
        case EPSV -> "229 Entering Extended Passive Mode (|||" + endpoint.port() + "|)\r\n";
      };
    }
  }

  private final DataConnections data;
  private final Pinholes pinholes;
  private final Map<Direction, StringBuilder> unfinished = new EnumMap<>(Direction.class);
  private Optional<Command> last = Optional.empty();

  /** One for a control connection. */
  public LineProxyAlg(ControlTuple connection, Pinholes pinholes) {
    this.data = new DataConnections(connection);
    this.pinholes = new OtherPorts(pinholes, connection, LOWEST_PORT, HIGHEST_PORT);
    for (Direction direction : Direction.values()) {
      unfinished.put(direction, new StringBuilder());
    }
  }

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    StringBuilder waiting = unfinished.get(direction);
    String text = waiting + Scan.text(segment);
    waiting.setLength(0);
    StringBuilder out = new StringBuilder();
    Optional<Pinhole> opened = Optional.empty();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      String line = text.substring(from, end < 0 ? text.length() : end + 1);
      if (line.indexOf('\0') >= 0
          || line.length() > LONGEST
          || (end < 0 && line.length() == LONGEST)) {
        return new Verdict.Closed(AlgReason.NOT_A_LINE, true);
      }
      if (end < 0) {
        waiting.append(line);
        break;
      }
      from = end + 1;
      Optional<Command> announcing = announcing(direction, line);
      if (announcing.isEmpty()) {
        out.append(line);
        continue;
      }
      Optional<Pinhole> pinhole = open(direction, announcing.get(), line);
      if (pinhole.isEmpty()) {
        return new Verdict.Closed(AlgReason.NO_USABLE_PORT, true);
      }
      opened = pinhole;
      out.append(announcing.get().write(pinhole.get().destination()));
    }
    byte[] bytes = Scan.bytes(out.toString());
    if (opened.isPresent()) {
      return new Verdict.Rewritten(bytes, opened.get(), AlgReason.TRANSLATED);
    }
    return Arrays.equals(bytes, segment)
        ? new Verdict.Pass(AlgReason.NO_MATCH)
        : new Verdict.Edited(bytes, new byte[0], AlgReason.LINES_JOINED);
  }

  /** What in this line says where a connection shall go, if anything. */
  private Optional<Command> announcing(Direction direction, String line) {
    if (direction == Direction.ORIGINAL) {
      last = Command.of(line);
      return last.filter(Command::isOfClient);
    }
    Optional<Command> answered = last.filter(command -> command.isAnsweredBy(line));
    last = Optional.empty();
    return answered;
  }

  private Optional<Pinhole> open(Direction direction, Command command, String line) {
    int port = command.port(line);
    if (port < Scan.LOWEST_USER_PORT) {
      return Optional.empty();
    }
    Pinhole wanted = data.pinhole(direction, port);
    OptionalInt found = pinholes.open(wanted);
    return found.isPresent() ? Optional.of(wanted.withPort(found.getAsInt())) : Optional.empty();
  }
}
