package dev.ftpnat.internal.kernel.conntrack;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import dev.ftpnat.internal.kernel.netns.Libc;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** The connections that the NAT of a host knows, and how to have them forgotten: ctnetlink. */
public final class Conntrack implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_NETFILTER = 12;

  private static final int CONNECTIONS = 1;

  /** IPCTNL_MSG_CT_DELETE. */
  private static final int DELETE = 2;

  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_ACK = 4;
  private static final int NLMSG_ERROR = 2;
  private static final int ENOENT = 2;

  /** The length of the two headers, nlmsghdr and nfgenmsg. */
  private static final int HEADERS = 16 + 4;

  private static final byte AF_INET = 2;
  private static final byte AF_INET6 = 10;

  /** CTA_IP_V4_SRC and CTA_IP_V6_SRC; the destination is the next. */
  private static final int IPV4_SOURCE = 1;

  private static final int IPV6_SOURCE = 3;
  private static final int VERSION_AT = 17;
  private static final int NESTED = 0x8000;
  private static final int LARGEST = 512;

  private static final Function SOCKET = Libc.function("socket");
  private static final Function SEND = Libc.function("send");
  private static final Function RECV = Libc.function("recv");

  private final int descriptor;

  private Conntrack(int descriptor) {
    this.descriptor = descriptor;
  }

  /** That of a host. */
  public static Conntrack of(Namespace host) throws IOException {
    return new Conntrack(
        host.call(() -> Libc.call(SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER)));
  }

  /**
   * Has a TCP connection forgotten, and what an ALG expects because of it.
   *
   * @param source where its first segment came from, as it arrived
   * @param target where it went to, as it arrived
   * @return false if it isn't known
   */
  public boolean forget(Endpoint source, Endpoint target) throws IOException {
    AddressFamily family = AddressFamily.of(source.address());
    ByteBuffer request = request(family);
    int tuple = begin(request, NESTED | 1);
    int addresses = begin(request, NESTED | 1);
    int first = family == AddressFamily.IPV6 ? IPV6_SOURCE : IPV4_SOURCE;
    attribute(request, first, source.address().getAddress());
    attribute(request, first + 1, target.address().getAddress());
    end(request, addresses);
    int protocol = begin(request, NESTED | 2);
    attribute(request, 1, new byte[] {TcpPacket.TCP});
    attribute(request, 2, bigEndian(source.port()));
    attribute(request, 3, bigEndian(target.port()));
    end(request, protocol);
    end(request, tuple);
    int error = ask(CONNECTIONS, request);
    if (error != 0 && error != ENOENT) {
      throw new IOException("the kernel can't forget a connection: errno " + error);
    }
    return error == 0;
  }

  /** Has everything of these families forgotten. */
  public void forgetAll(Set<AddressFamily> families) throws IOException {
    for (AddressFamily family : families) {
      // Only of version 1 on is the family obeyed. What is expected goes with what announced it.
      int error = ask(CONNECTIONS, request(family).put(VERSION_AT, (byte) 1));
      if (error != 0) {
        throw new IOException("the kernel can't forget all connections: errno " + error);
      }
    }
  }

  /** An empty request; its headers are filled in when it is asked. */
  private static ByteBuffer request(AddressFamily family) {
    ByteBuffer request = ByteBuffer.allocate(LARGEST).order(ByteOrder.nativeOrder());
    return request.put(16, family == AddressFamily.IPV6 ? AF_INET6 : AF_INET).position(HEADERS);
  }

  private static int begin(ByteBuffer request, int type) {
    int start = request.position();
    request.putShort((short) 0).putShort((short) type);
    return start;
  }

  private static void end(ByteBuffer request, int start) {
    request.putShort(start, (short) (request.position() - start));
    while (request.position() % 4 != 0) {
      request.put((byte) 0);
    }
  }

  private static void attribute(ByteBuffer request, int type, byte[] value) {
    int start = begin(request, type);
    request.put(value);
    end(request, start);
  }

  private static byte[] bigEndian(int port) {
    return new byte[] {(byte) (port >> 8), (byte) port};
  }

  /** Sends a request and gives the error of the answer, 0 if there was none. */
  private int ask(int what, ByteBuffer request) throws IOException {
    int length = request.position();
    request
        .putInt(0, length)
        .putShort(4, (short) (what << 8 | DELETE))
        .putShort(6, (short) (NLM_F_REQUEST | NLM_F_ACK));
    byte[] bytes = new byte[length];
    request.get(0, bytes);
    try (Memory memory = new Memory(LARGEST)) {
      memory.write(0, bytes, 0, length);
      Libc.call(SEND, descriptor, memory, (long) length, 0);
      // The kernel has answered by the time that it has taken the request.
      int received = Libc.call(RECV, descriptor, memory, (long) LARGEST, 0);
      if (received < HEADERS || memory.getShort(4) != NLMSG_ERROR) {
        throw new IOException("the kernel's answer to a netlink request isn't understood");
      }
      return -memory.getInt(16);
    }
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
