package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.text.Printable;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Party;
import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the ALG of a gateway does to one direction of a control connection, judged by what arrives
 * there and what leaves. Its changes can be seen, and the kernel tells what it begins to expect,
 * also if there was nothing to change. That it drops a segment shows when the segment is sent
 * again, and by then hasn't left.
 */
final class AlgObserver {

  /** TCP sends again after 200 ms or more; on a busy machine a segment may take a while as well. */
  private static final long DROPPED = Duration.ofMillis(150).toNanos();

  private static final int MOST_LINES = 1000;
  private static final int LONGEST = 512;

  /** RFC 959's six octets, and RFC 2428's two forms, of which one names no address. */
  private static final Pattern SIX_OCTETS =
      Pattern.compile("(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3})");

  private static final Pattern EXTENDED =
      Pattern.compile("([!-~])(?:[12]\\1([\\dA-Fa-f.:]+)|\\1)\\1(\\d{1,5})\\1");

  private final Recorder recorder;
  private final long connection;
  private final String gateway;
  private final Party sender;
  private final InetAddress ownAddress;
  private final boolean translates;
  private final Predicate<Endpoint> expects;
  private final Consumer<Endpoint> opened;

  /** Lines that have arrived and of which nothing has left yet. */
  private final Deque<Line> inside = new ArrayDeque<>();

  private long arrived;
  private boolean arrivingLine;
  private boolean leavingLine;

  private static final class Line {
    private final long start;
    private final long when;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private boolean told;

    Line(long start, long when) {
      this.start = start;
      this.when = when;
    }
  }

  /**
   * Of a connection that hasn't carried anything.
   *
   * @param ownAddress where the sender seems to be, once past the gateway
   * @param translates whether the gateway does
   * @param expects tells, once, whether the ALG has begun to expect a connection to somewhere
   * @param opened told where it expects one
   */
  AlgObserver(
      Recorder recorder,
      long connection,
      String gateway,
      Party sender,
      InetAddress ownAddress,
      boolean translates,
      Predicate<Endpoint> expects,
      Consumer<Endpoint> opened) {
    this.recorder = recorder;
    this.connection = connection;
    this.gateway = gateway;
    this.sender = sender;
    this.ownAddress = ownAddress;
    this.translates = translates;
    this.expects = expects;
    this.opened = opened;
  }

  /** Bytes have arrived, each for the first time. */
  void arrived(byte[] bytes, long when) {
    for (byte octet : bytes) {
      if (!arrivingLine && inside.size() < MOST_LINES) {
        inside.add(new Line(arrived, when));
      }
      if (!inside.isEmpty() && inside.getLast().text.size() < LONGEST) {
        inside.getLast().text.write(octet);
      }
      arrived++;
      arrivingLine = octet != '\n';
    }
  }

  /** Bytes have left. */
  void left(byte[] bytes) {
    for (byte octet : bytes) {
      if (!leavingLine) {
        inside.poll();
      }
      leavingLine = octet != '\n';
    }
  }

  /** What begins at this byte has arrived once more. */
  void repeated(long start, long when) {
    Line line = inside.peek();
    if (line == null || line.told || line.start != start || when - line.when < DROPPED) {
      return;
    }
    line.told = true;
    String text = Printable.of(line.text.toByteArray());
    record(line.when, AlgKind.SWALLOWED, text, "", Optional.empty(), "doesn't leave the gateway");
  }

  /** A line has left. If it is as it was, only the kernel knows whether the ALG has read it. */
  void passed(Optional<String> before, String line, long when) {
    Optional<Endpoint> pinhole = announced(line);
    boolean expected = pinhole.isPresent() && expects.test(pinhole.get());
    if (before.isPresent() || expected) {
      pinhole.ifPresent(opened);
      record(
          when,
          AlgKind.TRANSLATED,
          before.orElse(line),
          line,
          pinhole,
          before.isEmpty() && !translates
              ? "pinhole opened"
              : "address and port translated, pinhole opened");
    }
  }

  private void record(
      long when,
      AlgKind kind,
      String segment,
      String forwarded,
      Optional<Endpoint> pinhole,
      String reason) {
    recorder.record(
        when,
        at ->
            new AlgAction(
                at, connection, gateway, sender, kind, segment, forwarded, pinhole, reason));
  }

  /** Where data connections go that what was translated announces: to the pinhole. */
  private Optional<Endpoint> announced(String line) {
    Matcher six = SIX_OCTETS.matcher(line);
    if (six.find()) {
      String address =
          String.format(
              Locale.ROOT, "%s.%s.%s.%s", six.group(1), six.group(2), six.group(3), six.group(4));
      int port = Integer.parseInt(six.group(5)) * 256 + Integer.parseInt(six.group(6));
      // On IPv6 what the kernel has read is the beginning of this address.
      return endpoint(
          ownAddress instanceof Inet6Address ? Optional.of(ownAddress) : Ipv4.parse(address), port);
    }
    Matcher extended = EXTENDED.matcher(line);
    if (extended.find()) {
      Optional<InetAddress> address =
          extended.group(2) == null
              ? Optional.of(ownAddress)
              : IpAddresses.parse(extended.group(2));
      return endpoint(address, Integer.parseInt(extended.group(3)));
    }
    return Optional.empty();
  }

  private static Optional<Endpoint> endpoint(Optional<InetAddress> address, int port) {
    return port < 0x10000 ? address.map(known -> new Endpoint(known, port)) : Optional.empty();
  }
}
