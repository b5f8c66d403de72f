package dev.ftpnat.internal.kernel.conntrack;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import dev.ftpnat.internal.kernel.netns.Libc;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Has the kernel tell what the ALG of a gateway begins to expect: ctnetlink's events. */
public final class ExpectationEvents implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_NETFILTER = 12;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int ENOBUFS = 105;

  /**
   * Connections that end, and expectations that are new. The former aren't of interest, but without
   * them the kernel notes no events.
   */
  private static final int GROUPS = 1 << 2 | 1 << 3;

  /** The type of message about a new expectation. */
  private static final int NEW_EXPECTATION = 2 << 8;

  private static final int HEADERS = 16 + 4;
  private static final int LARGEST = 8192;
  private static final int TYPE = 0x3fff;

  private static final Function SOCKET = Libc.function("socket");
  private static final Function BIND = Libc.function("bind");
  private static final Function RECV = Libc.function("recv");

  /** CTA_IP_V4_SRC and CTA_IP_V6_SRC; the destination is the next. */
  private static final int IPV4_SOURCE = 1;

  private static final int IPV6_SOURCE = 3;

  private final int host;
  private final int descriptor;
  private final Memory message = new Memory(LARGEST);

  private ExpectationEvents(int host, int descriptor) {
    this.host = host;
    this.descriptor = descriptor;
  }

  /**
   * Begins to listen.
   *
   * @param host the gateway's number
   */
  public static ExpectationEvents open(int host, Namespace gateway) throws IOException {
    int descriptor =
        gateway.call(() -> Libc.call(SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER));
    ExpectationEvents events = new ExpectationEvents(host, descriptor);
    try (Memory address = new Memory(12)) {
      address.clear();
      address.setShort(0, (short) AF_NETLINK);
      address.setInt(8, GROUPS);
      Libc.call(BIND, descriptor, address, (int) address.size());
      return events;
    } catch (IOException | RuntimeException e) {
      events.close();
      throw e;
    }
  }

  /** Tells what has come to be expected since the last time. */
  public void drain(Consumer<Expectations.Expectation> listener) throws IOException {
    while (true) {
      try {
        int length = Libc.call(RECV, descriptor, message, (long) LARGEST, MSG_DONTWAIT);
        expectation(message.getByteArray(0, length)).ifPresent(listener);
      } catch (Libc.SystemCallException e) {
        if (e.errno() == Libc.SystemCallException.EAGAIN) {
          return;
        }
        // Some may have been lost, which isn't worse than not being told of them.
        if (e.errno() != Libc.SystemCallException.EINTR && e.errno() != ENOBUFS) {
          throw e;
        }
      }
    }
  }

  private Optional<Expectations.Expectation> expectation(byte[] bytes) {
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    if (bytes.length < HEADERS || all.getShort(4) != NEW_EXPECTATION) {
      return Optional.empty();
    }
    Map<Integer, ByteBuffer> attributes = attributes(all.position(HEADERS));
    Optional<Tuple> master = tuple(attributes.get(1));
    Optional<Tuple> expected = tuple(attributes.get(2));
    return master.flatMap(
        of ->
            expected.map(
                tuple ->
                    new Expectations.Expectation(host, of.source(), of.target(), tuple.target())));
  }

  private record Tuple(Endpoint source, Endpoint target) {}

  private static Optional<Tuple> tuple(ByteBuffer nested) {
    Map<Integer, ByteBuffer> parts = attributes(nested);
    Map<Integer, ByteBuffer> addresses = attributes(parts.get(1));
    Map<Integer, ByteBuffer> ports = attributes(parts.get(2));
    ByteBuffer from = addresses.getOrDefault(IPV4_SOURCE, addresses.get(IPV6_SOURCE));
    ByteBuffer to = addresses.getOrDefault(IPV4_SOURCE + 1, addresses.get(IPV6_SOURCE + 1));
    return endpoint(from, ports.get(2))
        .flatMap(source -> endpoint(to, ports.get(3)).map(target -> new Tuple(source, target)));
  }

  /** The port isn't given where any will do. */
  private static Optional<Endpoint> endpoint(ByteBuffer address, ByteBuffer port) {
    if (address == null || (address.remaining() != 4 && address.remaining() != 16)) {
      return Optional.empty();
    }
    byte[] octets = new byte[address.remaining()];
    address.get(address.position(), octets);
    int number = port == null ? 0 : port.order(ByteOrder.BIG_ENDIAN).getShort() & 0xffff;
    return Optional.of(new Endpoint(IpAddresses.ofOctets(octets), number));
  }

  /** The attributes from here on, by type; none of what isn't there. */
  private static Map<Integer, ByteBuffer> attributes(ByteBuffer bytes) {
    Map<Integer, ByteBuffer> attributes = new HashMap<>();
    int at = bytes == null ? 0 : bytes.position();
    while (bytes != null && at + 4 <= bytes.limit()) {
      int length = bytes.getShort(at) & 0xffff;
      if (length < 4 || at + length > bytes.limit()) {
        break;
      }
      attributes.put(
          bytes.getShort(at + 2) & TYPE,
          bytes.slice(at + 4, length - 4).order(ByteOrder.nativeOrder()));
      at += (length + 3) & ~3;
    }
    return attributes;
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    message.close();
  }
}
