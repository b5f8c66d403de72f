package dev.ftpnat.internal.alg.netfilter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.DataConnections;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.alg.Pinholes;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.tcp.RetransmittingStream;
import dev.ftpnat.net.Endpoint;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The ALG of Linux: what {@code nf_conntrack_ftp} and {@code nf_nat_ftp} do to the segments of a
 * control connection on IPv4 or IPv6, with the module's default {@code loose=0} or with {@code
 * loose=1}. One that isn't translated is the first one's alone: it opens pinholes and rewrites
 * nothing.
 *
 * <p>It is a packet inspector, not a proxy. It looks at a segment only if the one before it from
 * the same side ended in a newline, and then only at the segment's first line. So the greeting is
 * never looked at, and neither is the second line of a segment. What it recognises in part it drops
 * and leaves the rest to TCP: the sender retransmits, and if the same bytes come again they are
 * dropped again. Whoever calls this models that; see {@link RetransmittingStream}.
 */
public final class NetfilterAlg implements FtpAlg {

  private final ControlTuple connection;
  private final DataConnections data;
  private final Pinholes pinholes;
  private final Set<Announcement> known;
  private final Foreign foreign;
  private final Map<Direction, LineStarts> lineStarts = new EnumMap<>(Direction.class);

  /** What is done about an address that isn't the sender's own. */
  private enum Foreign {
    /** {@code loose=0}. */
    LEFT_ALONE,
    /** {@code loose=1}: the pinhole is for connections to it. */
    EXPECTED,
    /** As if it were the sender's; not Linux's. */
    IGNORED
  }

  private NetfilterAlg(
      ControlTuple connection, Pinholes pinholes, Set<Announcement> known, Foreign foreign) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.data = new DataConnections(connection);
    this.pinholes = Objects.requireNonNull(pinholes, "pinholes");
    this.known = known;
    this.foreign = foreign;
    for (Direction direction : Direction.values()) {
      lineStarts.put(direction, new LineStarts());
    }
  }

  /** An ALG that knows PORT, EPRT and the 227 and 229 replies. */
  public static NetfilterAlg full(ControlTuple connection, Pinholes pinholes) {
    return full(connection, pinholes, Foreign.LEFT_ALONE);
  }

  private static NetfilterAlg full(ControlTuple connection, Pinholes pinholes, Foreign foreign) {
    return new NetfilterAlg(connection, pinholes, EnumSet.allOf(Announcement.class), foreign);
  }

  /** The same with {@code loose=1}. */
  public static NetfilterAlg loose(ControlTuple connection, Pinholes pinholes) {
    return full(connection, pinholes, Foreign.EXPECTED);
  }

  /** One that takes whatever address is named for the sender's. */
  public static NetfilterAlg anyAddress(ControlTuple connection, Pinholes pinholes) {
    return full(connection, pinholes, Foreign.IGNORED);
  }

  /** An ALG of the time before RFC 2428: it knows PORT and the 227 reply only. */
  public static NetfilterAlg epsvBlind(ControlTuple connection, Pinholes pinholes) {
    return new NetfilterAlg(
        connection,
        pinholes,
        EnumSet.of(Announcement.PORT, Announcement.PASSIVE),
        Foreign.LEFT_ALONE);
  }

  @Override
  public Verdict inspect(Direction direction, long sequence, byte[] segment) {
    if (segment.length == 0) {
      throw new IllegalArgumentException("a segment has at least one byte");
    }
    LineStarts starts = lineStarts.get(direction);
    Verdict verdict =
        starts.contains(sequence)
            ? inspectLine(direction, segment)
            : new Verdict.Pass(AlgReason.NOT_AT_LINE_START);
    // A partial match leaves no trace, so that what follows it isn't taken for a line of its own
    // before the segment itself has got through.
    if (verdict.reason() != AlgReason.PARTIAL_MATCH && segment[segment.length - 1] == '\n') {
      starts.add(sequence + segment.length);
    }
    return verdict;
  }

  private Verdict inspectLine(Direction direction, byte[] segment) {
    for (Announcement announcement : known) {
      if (announcement.sender() != direction) {
        continue;
      }
      Announcement.Match match = announcement.match(segment, data.sender(direction));
      if (match instanceof Announcement.Match.Partial) {
        return new Verdict.Swallowed(AlgReason.PARTIAL_MATCH);
      }
      if (match instanceof Announcement.Match.Complete complete) {
        return translate(direction, segment, announcement, complete.hostPort());
      }
    }
    return new Verdict.Pass(AlgReason.NO_MATCH);
  }

  private Verdict translate(
      Direction direction, byte[] segment, Announcement announcement, NetfilterHostPort hostPort) {
    InetAddress sender = data.sender(direction);
    InetAddress named = hostPort.namedBy(sender);
    if (!named.equals(sender) && foreign == Foreign.LEFT_ALONE) {
      return new Verdict.Pass(AlgReason.FOREIGN_ADDRESS);
    }
    Pinhole usual = data.pinhole(direction, hostPort.port());
    Pinhole wanted =
        named.equals(sender) || foreign == Foreign.IGNORED ? usual : expecting(usual, named);
    if (!connection.isTranslated()) {
      // Without nf_nat_ftp: nothing is written anew, and port 0 is as good as any.
      return pinholes.open(wanted).isPresent()
          ? new Verdict.Rewritten(segment, wanted, AlgReason.EXPECTED)
          : new Verdict.Swallowed(AlgReason.PORTS_EXHAUSTED);
    }
    // Port 0 is as good as any to netfilter, and a pinhole is opened for it. But 0 is also how the
    // search for a free port says that there is none, so the segment is dropped all the same.
    int port = pinholes.open(wanted).orElse(0);
    if (port == 0) {
      return new Verdict.Swallowed(
          hostPort.port() == 0 ? AlgReason.PORT_ZERO : AlgReason.PORTS_EXHAUSTED);
    }
    Pinhole opened = wanted.withPort(port);
    return new Verdict.Rewritten(
        replace(segment, hostPort, announcement.write(usual.withPort(port).destination())),
        opened,
        AlgReason.TRANSLATED);
  }

  /** {@code loose=1}: one to the address that was named; without NAT it goes there as well. */
  private Pinhole expecting(Pinhole usual, InetAddress named) {
    Endpoint there = new Endpoint(named, usual.destination().port());
    return new Pinhole(
        usual.source(),
        there,
        usual.translatedSource(),
        connection.isTranslated() ? usual.translatedDestination() : there);
  }

  private static byte[] replace(byte[] segment, NetfilterHostPort hostPort, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length + text.length());
    bytes.write(segment, 0, hostPort.from());
    bytes.writeBytes(text.getBytes(US_ASCII));
    bytes.write(segment, hostPort.to(), segment.length - hostPort.to());
    return bytes.toByteArray();
  }
}
