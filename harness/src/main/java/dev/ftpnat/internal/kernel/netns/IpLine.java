package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Subnet;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;

/**
 * Lines as {@code ip -batch} takes them, made into what ip(8) would ask the kernel: those that the
 * {@link Planner} writes, with the words in the order in which it writes them.
 */
final class IpLine {

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IPV4_BYTES = 4;
  private static final int CREATE = NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_EXCL;

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_DELADDR = 21;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_DELROUTE = 25;
  private static final int RTM_NEWNEIGH = 28;
  private static final int RTM_NEWRULE = 32;

  private static final int NUD_PERMANENT = 0x80;
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;

  private static final int IFF_UP = 1;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_F_NODAD = 2;

  private static final int RT_TABLE_UNSPEC = 0;
  private static final int RT_TABLE_MAIN = 254;
  private static final int RT_TABLE_LOCAL = 255;
  private static final int RTPROT_UNSPEC = 0;
  private static final int RTPROT_BOOT = 3;
  private static final int RT_SCOPE_UNIVERSE = 0;
  private static final int RT_SCOPE_LINK = 253;
  private static final int RT_SCOPE_HOST = 254;
  private static final int RT_SCOPE_NOWHERE = 255;
  private static final int RTN_UNSPEC = 0;
  private static final int RTN_UNICAST = 1;
  private static final int RTN_LOCAL = 2;
  private static final int RTN_UNREACHABLE = 7;
  private static final int RTNH_F_ONLINK = 4;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;

  private static final int FRA_PRIORITY = 6;
  private static final int FRA_IP_PROTO = 22;
  private static final int FRA_DPORT_RANGE = 24;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private final String line;
  private final Deque<String> words;

  private IpLine(String line) {
    this.line = line;
    this.words = new ArrayDeque<>(Arrays.asList(line.split(" ")));
  }

  /**
   * The request for a line, in the network namespace of the calling thread.
   *
   * @throws IOException if it names an interface that isn't there
   * @throws IllegalArgumentException if it says something that no plan has
   */
  static NetlinkRequest request(String line) throws IOException {
    IpLine parsed = new IpLine(line);
    NetlinkRequest request = parsed.request();
    if (!parsed.words.isEmpty()) {
      throw parsed.unknown();
    }
    return request;
  }

  private NetlinkRequest request() throws IOException {
    return switch (next() + " " + next()) {
      case "link set" -> linkUp();
      case "addr add" -> address(new NetlinkRequest(RTM_NEWADDR, CREATE));
      case "addr del" -> address(new NetlinkRequest(RTM_DELADDR, 0));
      case "route add" -> route(true);
      case "route del" -> route(false);
      case "rule add" -> rule();
      case "neigh replace" -> neighbour();
      default -> throw unknown();
    };
  }

  /** Permanent, so that nobody asks for it, nor doubts it. */
  private NetlinkRequest neighbour() throws IOException {
    byte[] address = IpAddresses.of(next()).getAddress();
    expect("lladdr");
    byte[] hardware = hardware(next());
    expect("dev");
    int number = Libc.interfaceNumber(next());
    return new NetlinkRequest(
            RTM_NEWNEIGH, NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_REPLACE)
        .bytes(family(address), 0, 0, 0)
        .number(number)
        .number(
            ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                ? NUD_PERMANENT
                : NUD_PERMANENT << Short.SIZE)
        .attribute(NDA_DST, address)
        .attribute(NDA_LLADDR, hardware);
  }

  /** The octets of a hardware address like {@code 02:46:54:50:00:0a}. */
  static byte[] hardware(String text) {
    return HexFormat.ofDelimiter(":").parseHex(text);
  }

  private NetlinkRequest linkUp() throws IOException {
    int number = Libc.interfaceNumber(next());
    expect("up");
    return new NetlinkRequest(RTM_NEWLINK, 0)
        .number(0)
        .number(number)
        .number(IFF_UP)
        .number(IFF_UP);
  }

  private NetlinkRequest address(NetlinkRequest request) throws IOException {
    Subnet subnet = Subnet.of(next());
    expect("dev");
    int number = Libc.interfaceNumber(next());
    if (take("scope")) {
      expect("global");
    }
    int flags = take("nodad") ? IFA_F_NODAD : 0;
    byte[] address = subnet.network().getAddress();
    return request
        .bytes(family(address), subnet.prefixLength(), flags, RT_SCOPE_UNIVERSE)
        .number(number)
        .attribute(IFA_LOCAL, address)
        .attribute(IFA_ADDRESS, address);
  }

  private NetlinkRequest route(boolean added) throws IOException {
    int type = added ? RTN_UNICAST : RTN_UNSPEC;
    int table = RT_TABLE_MAIN;
    int scope = added ? RT_SCOPE_LINK : RT_SCOPE_NOWHERE;
    if (take("unreachable")) {
      type = RTN_UNREACHABLE;
      scope = added ? RT_SCOPE_UNIVERSE : RT_SCOPE_NOWHERE;
    } else if (take("local")) {
      type = RTN_LOCAL;
      table = RT_TABLE_LOCAL;
      scope = RT_SCOPE_HOST;
    }
    String destination = next();
    Subnet to = Subnet.of(destination.equals("default") ? "0.0.0.0/0" : destination);
    byte[] gateway = take("via") ? IpAddresses.of(next()).getAddress() : new byte[0];
    if (gateway.length > 0 && added) {
      scope = RT_SCOPE_UNIVERSE;
    }
    int number = take("dev") ? Libc.interfaceNumber(next()) : 0;
    int flags = take("onlink") ? RTNH_F_ONLINK : 0;
    if (take("table")) {
      expect("local");
    }
    NetlinkRequest request =
        new NetlinkRequest(added ? RTM_NEWROUTE : RTM_DELROUTE, added ? CREATE : 0)
            .bytes(family(to.network().getAddress()), to.prefixLength(), 0, 0)
            .bytes(table, added ? RTPROT_BOOT : RTPROT_UNSPEC, scope, type)
            .number(flags);
    if (to.prefixLength() > 0) {
      request.attribute(RTA_DST, to.network().getAddress());
    }
    if (gateway.length > 0) {
      request.attribute(RTA_GATEWAY, gateway);
    }
    return number == 0 ? request : request.attribute(RTA_OIF, number);
  }

  private NetlinkRequest rule() {
    byte[] from = take("from") ? Subnet.of(next()).network().getAddress() : new byte[IPV4_BYTES];
    expect("pref");
    int preference = Integer.parseInt(next());
    expect("ipproto");
    byte protocol = (byte) (take("udp") ? UDP : take("tcp") ? TCP : refuse());
    expect("dport");
    int port = Integer.parseInt(next());
    expect("unreachable");
    NetlinkRequest request =
        new NetlinkRequest(RTM_NEWRULE, CREATE)
            .bytes(family(from), 0, 0, 0)
            .bytes(RT_TABLE_UNSPEC, 0, 0, RTN_UNREACHABLE)
            .number(0)
            .attribute(FRA_PRIORITY, preference)
            .attribute(FRA_IP_PROTO, new byte[] {protocol});
    int range = request.begin(FRA_DPORT_RANGE);
    return request.number(port | port << Short.SIZE).end(range);
  }

  private static int family(byte[] address) {
    return address.length == IPV4_BYTES ? AF_INET : AF_INET6;
  }

  private String next() {
    String word = words.poll();
    if (word == null) {
      throw unknown();
    }
    return word;
  }

  private boolean take(String word) {
    return word.equals(words.peek()) && words.poll() != null;
  }

  private void expect(String word) {
    if (!take(word)) {
      throw unknown();
    }
  }

  private int refuse() {
    throw unknown();
  }

  private IllegalArgumentException unknown() {
    return new IllegalArgumentException("not a line of a plan: " + line);
  }
}
