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
import dev.ftpnat.net.Ipv4;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * FreeBSD's libalias (sys/netinet/libalias/alias_ftp.c). It looks at segments that leave the
 * network behind it, of at most 128 bytes, if the segment before, of whichever side, ended in CRLF.
 */
public final class LibaliasAlg implements FtpAlg {

  private static final int LONGEST = 128;

  private static final int LOWEST_PORT = 0x8000;

  private static final int HIGHEST_PORT = 0xffff;

  private static final String MORE = "[0-9]+),([0-9]+),([0-9]+),([0-9]+),([0-9]+),([0-9]+)";

  /** As the source's state machines read them; what follows doesn't matter. */
  private enum Form {
    PORT(Direction.ORIGINAL, 18, "(?s)(?i:PORT) " + Scan.SPACE + "*(" + MORE + "[^0-9].*"),
    EPRT(
        Direction.ORIGINAL,
        18,
        "(?s)(?i:EPRT) "
            + Scan.SPACE
            + "*([^ \\t\\n\\u000b\\f\\r])1\\1([0-9]++)\\.([0-9]++)\\.([0-9]++)\\.([0-9]++)."
            + "([0-9]++)\\1.*"),
    PASSIVE(Direction.REPLY, 17, "(?s)227 [^(]*\\((" + MORE + "[,)].*"),
    EXTENDED_PASSIVE(Direction.REPLY, 11, "(?s)229 [^(]*\\((.)\\1\\1([0-9]++)\\1\\).*");

    private final Direction sender;
    private final int shortest;
    private final Pattern pattern;

    Form(Direction sender, int shortest, String regex) {
      this.sender = sender;
      this.shortest = shortest;
      this.pattern = Pattern.compile(regex);
    }

    Optional<Endpoint> read(String segment, InetAddress own) {
      Matcher matcher = pattern.matcher(segment);
      if (segment.length() < shortest || !matcher.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          switch (this) {
            case PORT, PASSIVE ->
                new Endpoint(
                    address(matcher, 1),
                    Scan.octet(matcher.group(5)) << 8 | Scan.octet(matcher.group(6)));
            case EPRT -> new Endpoint(address(matcher, 2), Scan.modulo(matcher.group(6), 0x1_0000));
            case EXTENDED_PASSIVE -> new Endpoint(own, Scan.modulo(matcher.group(2), 0x1_0000));
          });
    }

    String write(Endpoint endpoint) {
      String address = endpoint.address().getHostAddress();
      String six = DataConnections.sixNumbers(endpoint);
      return switch (this) {
        case PORT -> "PORT " + six + "\r\n";
        case EPRT -> "EPRT |1|" + address + "|" + endpoint.port() + "|\r\n";
        case PASSIVE -> "227 Entering Passive Mode (" + six + ")\r\n";
        case EXTENDED_PASSIVE ->
            "229 Entering Extended Passive Mode (|||" + endpoint.port() + "|)\r\n";
      };
    }

    private static InetAddress address(Matcher matcher, int first) {
      int bits = 0;
      for (int group = first; group < first + 4; group++) {
        bits = bits << 8 | Scan.octet(matcher.group(group));
      }
      return Ipv4.ofBits(bits);
    }
  }

  private final Optional<Direction> outwards;
  private final DataConnections data;
  private final Pinholes pinholes;
  private boolean inLine;

  /** One for a control connection. */
  public LibaliasAlg(ControlTuple connection, Pinholes pinholes) {
    this.data = new DataConnections(connection);
    this.pinholes = new OtherPorts(pinholes, connection, LOWEST_PORT, HIGHEST_PORT);
    this.outwards =
        !connection.destination().equals(connection.translatedDestination())
            ? Optional.of(Direction.REPLY)
            : !connection.source().equals(connection.translatedSource())
                ? Optional.of(Direction.ORIGINAL)
                : Optional.empty();
  }

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    String text = Scan.text(segment);
    boolean isLooked = !inLine && segment.length <= LONGEST;
    inLine = !text.endsWith("\r\n");
    if (outwards.filter(direction::equals).isEmpty()) {
      return new Verdict.Pass(AlgReason.NO_MATCH);
    }
    if (!isLooked) {
      return new Verdict.Pass(AlgReason.NOT_AT_LINE_START);
    }
    for (Form form : Form.values()) {
      Optional<Endpoint> named =
          form.sender == direction ? form.read(text, data.sender(direction)) : Optional.empty();
      if (named.isPresent()) {
        return translate(direction, form, named.get());
      }
    }
    return new Verdict.Pass(AlgReason.NO_MATCH);
  }

  private Verdict translate(Direction direction, Form form, Endpoint named) {
    if (!named.address().equals(data.sender(direction))) {
      return new Verdict.Pass(AlgReason.FOREIGN_ADDRESS);
    }
    if (named.port() < Scan.LOWEST_USER_PORT) {
      return new Verdict.Pass(AlgReason.LOW_PORT);
    }
    Pinhole wanted = data.pinhole(direction, named.port());
    OptionalInt port = pinholes.open(wanted);
    if (port.isEmpty()) {
      return new Verdict.Pass(AlgReason.PORTS_EXHAUSTED);
    }
    Pinhole opened = wanted.withPort(port.getAsInt());
    inLine = false;
    return new Verdict.Rewritten(
        Scan.bytes(form.write(opened.destination())), opened, AlgReason.TRANSLATED);
  }
}
