package dev.ftpnat.internal.kernel.netns;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import dev.ftpnat.internal.kernel.netns.Plan.Link;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Configures the network namespace that the thread which opened it was in, rtnetlink(7): what ip(8)
 * does, without a process for each host.
 */
final class Rtnetlink implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int NLMSG_ERROR = 2;
  private static final int ERROR_AT = 16;

  /** Room for an answer, which repeats the request. */
  private static final int LARGEST = 8192;

  private static final int TYPE_AT = 4;

  /** The lengths of nlmsghdr with ifinfomsg, and of nlattr. */
  private static final int HEADERS_OF_LINK = 16 + 16;

  private static final int ATTRIBUTE_HEADER = 4;

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int IFLA_OPERSTATE = 16;
  private static final int IF_OPER_UP = 6;
  private static final int IFLA_CARRIER = 33;
  private static final int ENODEV = 19;
  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_DATA = 2;
  private static final int VETH_INFO_PEER = 1;

  private static final Function SOCKET = Libc.function("socket");
  private static final Function SEND = Libc.function("send");
  private static final Function RECV = Libc.function("recv");

  private final int descriptor;
  private final Memory message = new Memory(LARGEST);

  private Rtnetlink(int descriptor) {
    this.descriptor = descriptor;
  }

  /** That of the namespace in which the calling thread is. */
  static Rtnetlink here() throws IOException {
    return new Rtnetlink(Libc.call(SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE));
  }

  /** Does what a line says, as {@code ip -batch} would; see {@link IpLine}. */
  void ip(String line) throws IOException {
    ask(IpLine.request(line), line);
  }

  /**
   * Links two namespaces by a pair of interfaces.
   *
   * @param index the number of the left one; the right one's is the next
   */
  void link(Link link, int index, Namespace left, Namespace right) throws IOException {
    NetlinkRequest request =
        new NetlinkRequest(RTM_NEWLINK, NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_EXCL);
    end(request, link.leftInterface(), index, left);
    int info = request.begin(IFLA_LINKINFO);
    request.attribute(IFLA_INFO_KIND, "veth");
    int data = request.begin(IFLA_INFO_DATA);
    int peer = request.begin(VETH_INFO_PEER);
    end(request, link.rightInterface(), index + 1, right);
    request.end(peer).end(data).end(info);
    ask(request, link.toString());
  }

  private static void end(NetlinkRequest request, String name, int index, Namespace where) {
    request.number(0).number(index).number(0).number(0);
    request.attribute(IFLA_ADDRESS, IpLine.hardware(Plan.hardware(index)));
    request.attribute(IFLA_IFNAME, name).attribute(IFLA_NET_NS_FD, where.descriptor());
  }

  /**
   * Whether an interface sends what it is given. Its flags don't say: the kernel takes one that is
   * up for one that runs until it has looked, and then gives it its queue under the lock that this
   * request has to wait for.
   */
  boolean isReady(String name) throws IOException {
    OptionalInt state = attribute(name, IFLA_OPERSTATE);
    require(name);
    return state.equals(OptionalInt.of(IF_OPER_UP));
  }

  /**
   * Whether there is an interface and somebody at its other end, a program if it is a tun's. Set up
   * after that, it sends at once.
   */
  boolean hasCarrier(String name) throws IOException {
    OptionalInt carrier = attribute(name, IFLA_CARRIER);
    if (isMessage(NLMSG_ERROR) && message.getInt(ERROR_AT) == -ENODEV) {
      return false;
    }
    require(name);
    return carrier.equals(OptionalInt.of(1));
  }

  /** The first byte of what an interface is said to have; the last message says what went wrong. */
  private OptionalInt attribute(String name, int type) throws IOException {
    NetlinkRequest request =
        new NetlinkRequest(RTM_GETLINK, 0).number(0).number(0).number(0).number(0);
    send(request.attribute(IFLA_IFNAME, name));
    int length = receive();
    if (!isMessage(RTM_NEWLINK)) {
      return OptionalInt.empty();
    }
    OptionalInt value = find(type, length);
    receive();
    return value;
  }

  private OptionalInt find(int type, int length) {
    int at = HEADERS_OF_LINK;
    while (at + ATTRIBUTE_HEADER < length) {
      int size = message.getShort(at) & 0xffff;
      if (message.getShort(at + 2L) == type) {
        return OptionalInt.of(message.getByte(at + (long) ATTRIBUTE_HEADER));
      }
      at += Math.max(ATTRIBUTE_HEADER, (size + 3) & ~3);
    }
    return OptionalInt.empty();
  }

  private void ask(NetlinkRequest request, String what) throws IOException {
    send(request);
    receive();
    require(what);
  }

  private void send(NetlinkRequest request) throws IOException {
    byte[] bytes = request.finished();
    message.write(0, bytes, 0, bytes.length);
    Libc.call(SEND, descriptor, message, (long) bytes.length, 0);
  }

  /** The kernel has answered by the time that it has taken a request. */
  private int receive() throws IOException {
    return Libc.call(RECV, descriptor, message, (long) LARGEST, 0);
  }

  private boolean isMessage(int type) {
    return message.getShort(TYPE_AT) == type;
  }

  /** That the last message says of no error. */
  private void require(String what) throws IOException {
    if (!isMessage(NLMSG_ERROR)) {
      throw new IOException("the kernel's answer to a netlink request isn't understood: " + what);
    }
    int error = -message.getInt(ERROR_AT);
    if (error != 0) {
      throw new IOException(what + ": " + Libc.textOf(error));
    }
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    message.close();
  }
}
