package dev.ftpnat.internal.alg.nat64;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.DataConnections;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.alg.Pinholes;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.alg.nat64.Lines.Piece;
import dev.ftpnat.internal.alg.nat64.Outstanding.Command;
import dev.ftpnat.internal.alg.nat64.Outstanding.Noop;
import dev.ftpnat.internal.alg.nat64.Outstanding.To;
import dev.ftpnat.net.IpAddresses;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ALG of RFC 6384: a client of IPv6 says EPSV and EPRT, a server of IPv4 hears PASV and PORT,
 * and its 227 comes back as 229. ALGS (section 11) switches it off and on; after AUTH it reads
 * nothing any more, unless the server refuses (section 5). For a command that it answers itself the
 * server hears NOOP, and its 200 becomes the answer (section 12).
 */
public final class Rfc6384Alg implements FtpAlg {

  private static final Pattern EPRT =
      Pattern.compile("([!-~])2\\1([0-9A-Fa-f:.]+)\\1([0-9]{1,5})\\1 *");

  private static final Pattern SIX_NUMBERS =
      Pattern.compile(
          "(?<![0-9])[0-9]{1,3}(?:, *[0-9]{1,3}){3}, *([0-9]{1,3}), *([0-9]{1,3})(?![0-9])");

  private static final Pattern REPLY =
      Pattern.compile("([1-5][0-9]{2})(?:([ -]).*)?", Pattern.DOTALL);

  /** What it reads of the commands. */
  private static final String[] READ = {"EPSV", "EPRT", "ALGS", "AUTH"};

  /** The first byte of TLS (RFC 8446 section 5.1), which needs no AUTH where it is implicit. */
  private static final byte HANDSHAKE = 22;

  private static final int DONE = 200;

  private static final String NOT_FOR_THAT = "504 Command not implemented for that parameter.\r\n";

  private static final String NO_CONNECTION = "425 Can't open data connection.\r\n";

  private final DataConnections data;
  private final Pinholes pinholes;
  private final Way commands = new Way();
  private final Way replies = new Way();
  private final Outstanding outstanding = new Outstanding();
  private boolean translating = true;

  /** Whether the client has said AUTH, and the server hasn't refused. */
  private boolean asked;

  private boolean transparent;

  /** The one that isn't over, since it has several lines. */
  private Optional<Reply> reply = Optional.empty();

  /** A reply of the server's, as far as it has come. */
  private record Reply(int code, To to, StringBuilder text) {
    Reply(int code, To to) {
      this(code, to, new StringBuilder());
    }
  }

  /** One direction. */
  private static final class Way {
    private final Telnet telnet = new Telnet();
    private final Lines lines = new Lines();
    private boolean begun;
  }

  /** What comes of one segment. */
  private static final class Outcome {
    private final StringBuilder out = new StringBuilder();
    private Optional<Pinhole> opened = Optional.empty();
    private Optional<AlgReason> reason = Optional.empty();
    private boolean closed;
  }

  /** One for a control connection. */
  public Rfc6384Alg(ControlTuple connection, Pinholes pinholes) {
    this.data = new DataConnections(connection);
    this.pinholes = pinholes;
  }

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    boolean ofClient = direction == Direction.ORIGINAL;
    Way way = ofClient ? commands : replies;
    transparent |= ofClient && !way.begun && segment[0] == HANDSHAKE;
    way.begun = true;
    Outcome outcome = new Outcome();
    if (transparent) {
      outcome.out.append(way.lines.rest()).append(text(way.telnet.rest())).append(text(segment));
    } else if (ofClient) {
      way.lines.take(way.telnet.take(segment), piece -> command(piece, outcome), this::mayBeRead);
    } else {
      way.lines.take(way.telnet.take(segment), piece -> reply(piece, outcome), this::mayBeReply);
    }
    return verdict(segment, outcome, way.telnet);
  }

  /** A pinhole has no room for an answer beside it: that comes with what is said next. */
  private static Verdict verdict(byte[] segment, Outcome outcome, Telnet telnet) {
    if (outcome.closed) {
      return new Verdict.Closed(AlgReason.NOOP_REFUSED);
    }
    byte[] bytes = bytes(outcome.out.toString());
    if (outcome.opened.isPresent()) {
      return new Verdict.Rewritten(bytes, outcome.opened.get(), AlgReason.TRANSLATED);
    }
    byte[] answer = telnet.due();
    if (answer.length > 0) {
      return new Verdict.Edited(bytes, answer, AlgReason.TELNET_REFUSED);
    }
    return Arrays.equals(bytes, segment)
        ? new Verdict.Pass(AlgReason.NO_MATCH)
        : new Verdict.Edited(bytes, answer, outcome.reason.orElse(AlgReason.LINES_JOINED));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  // Commands ----------------------------------------------------------------------------------

  private boolean mayBeRead(String beginning) {
    String upper = beginning.toUpperCase(Locale.ROOT);
    return !asked
        && Arrays.stream(READ).anyMatch(verb -> verb.startsWith(upper) || upper.startsWith(verb));
  }

  private void command(Piece piece, Outcome outcome) {
    if (asked || !piece.whole()) {
      outcome.out.append(piece.text());
      if (piece.ends()) {
        outstanding.add(Command.OTHER);
      }
      return;
    }
    String line = piece.line();
    int blank = line.indexOf(' ');
    String verb = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
    String argument = blank < 0 ? "" : line.substring(blank + 1).strip();
    switch (verb) {
      case "ALGS" -> answer(outcome, algs(argument));
      case "EPSV" -> epsv(piece, argument.toUpperCase(Locale.ROOT), outcome);
      case "EPRT" -> eprt(piece, argument, outcome);
      case "AUTH" -> {
        asked = true;
        forward(piece, Command.AUTH, outcome);
      }
      default -> forward(piece, Command.OTHER, outcome);
    }
  }

  private void forward(Piece piece, To to, Outcome outcome) {
    outcome.out.append(piece.text());
    outstanding.add(to);
  }

  private void answer(Outcome outcome, String reply) {
    outcome.out.append("NOOP\r\n");
    outstanding.add(new Noop(reply));
    outcome.reason = Optional.of(AlgReason.ANSWERED_BY_ALG);
  }

  /** Section 11, which has 504 or 502 for a word that is missing as for one that is unknown. */
  private String algs(String argument) {
    switch (argument.toUpperCase(Locale.ROOT)) {
      case "STATUS64" -> {}
      case "ENABLE64" -> translating = true;
      case "DISABLE64" -> translating = false;
      default -> {
        return NOT_FOR_THAT;
      }
    }
    return translating ? "216 EPSVEPRT\r\n" : "216 NONE\r\n";
  }

  /** Section 6. */
  private void epsv(Piece piece, String argument, Outcome outcome) {
    if (!translating) {
      forward(piece, Command.OTHER, outcome);
    } else if (argument.isEmpty() || argument.equals("2")) {
      outcome.out.append("PASV\r\n");
      outcome.reason = Optional.of(AlgReason.FAMILY_TRANSLATED);
      outstanding.add(Command.EPSV);
    } else if (argument.equals("ALL")) {
      answer(outcome, NOT_FOR_THAT);
    } else if (argument.matches("[0-9]+")) {
      answer(outcome, "522 Network protocol not supported, use (2)\r\n");
    } else {
      forward(piece, Command.OTHER, outcome);
    }
  }

  /** Section 7.2. What isn't the client's own address is nobody's to translate. */
  private void eprt(Piece piece, String argument, Outcome outcome) {
    Matcher named = EPRT.matcher(argument);
    boolean own =
        translating
            && named.matches()
            && IpAddresses.parse(named.group(2))
                .filter(data.sender(Direction.ORIGINAL)::equals)
                .isPresent();
    int port = own ? Integer.parseInt(named.group(3)) : 0;
    if (port == 0 || port > 65535) {
      forward(piece, Command.OTHER, outcome);
      return;
    }
    Optional<Pinhole> opened = open(Direction.ORIGINAL, port);
    if (opened.isEmpty()) {
      answer(outcome, NO_CONNECTION);
      return;
    }
    outcome.opened = opened;
    outcome
        .out
        .append("PORT ")
        .append(DataConnections.sixNumbers(opened.get().destination()))
        .append("\r\n");
    outstanding.add(Command.OTHER);
  }

  private Optional<Pinhole> open(Direction direction, int port) {
    Pinhole wanted = data.pinhole(direction, port);
    OptionalInt found = pinholes.open(wanted);
    return found.isPresent() ? Optional.of(wanted.withPort(found.getAsInt())) : Optional.empty();
  }

  // Replies -----------------------------------------------------------------------------------

  private boolean mayBeReply(String beginning) {
    return reply.isPresent() || Character.isDigit(beginning.charAt(0));
  }

  private void reply(Piece piece, Outcome outcome) {
    if (transparent || !piece.whole()) {
      outcome.out.append(piece.text());
      return;
    }
    Matcher said = REPLY.matcher(piece.line());
    boolean isCoded = said.matches();
    if (reply.isEmpty() && !isCoded) {
      outcome.out.append(piece.text());
      return;
    }
    boolean begins = reply.isEmpty();
    int code = begins ? Integer.parseInt(said.group(1)) : reply.get().code();
    Reply current = begins ? new Reply(code, outstanding.next(code)) : reply.get();
    boolean ends = isCoded && said.group(1).equals("" + code) && !"-".equals(said.group(2));
    reply = ends ? Optional.empty() : Optional.of(current);
    current.text.append(piece.text());
    if (current.to() instanceof Noop noop) {
      answered(noop, code, ends, outcome);
    } else if (current.to() == Command.EPSV) {
      passive(current, ends, piece, outcome);
    } else {
      outcome.out.append(piece.text());
    }
    if (ends && current.to() == Command.AUTH) {
      transparent = code / 100 == 2 || code / 100 == 3;
      asked &= code < 400;
    }
    if (ends && code >= 200) {
      outstanding.answered();
    }
  }

  /** Of the server's words nothing goes on. Where NOOP isn't answered with 200, all is over. */
  private static void answered(Noop noop, int code, boolean ends, Outcome outcome) {
    if (ends && code == DONE) {
      outcome.out.append(noop.answer());
      outcome.reason = Optional.of(AlgReason.NOOP_ANSWERED);
    }
    outcome.closed |= ends && code > DONE;
  }

  /** A 227 in one line or several comes out as a 229; another reply as it is. */
  private void passive(Reply current, boolean ends, Piece piece, Outcome outcome) {
    if (current.code() != 227) {
      outcome.out.append(piece.text());
    } else if (ends) {
      Optional<Pinhole> opened =
          port(current.text.toString()).flatMap(at -> open(Direction.REPLY, at));
      outcome.opened = opened.or(() -> outcome.opened);
      outcome.reason = Optional.of(AlgReason.FAMILY_TRANSLATED);
      outcome.out.append(
          opened
              .map(to -> to.destination().port())
              .map(port -> "229 Entering Extended Passive Mode (|||" + port + "|)\r\n")
              .orElse(NO_CONNECTION));
    }
  }

  /** Of the address it takes no notice, as section 6 says that it should not. */
  private static Optional<Integer> port(String reply) {
    Matcher numbers = SIX_NUMBERS.matcher(reply);
    return numbers.find()
        ? Optional.of(Integer.parseInt(numbers.group(1)) << 8 | Integer.parseInt(numbers.group(2)))
            .filter(port -> port > 0 && port <= 65535)
        : Optional.empty();
  }
}
