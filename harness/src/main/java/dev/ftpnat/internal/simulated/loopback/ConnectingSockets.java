package dev.ftpnat.internal.simulated.loopback;

import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sockets of this machine that wait for an answer to their SYN, as Linux shows them to
 * everybody: of who knocks at a door that doesn't answer nothing else is to be seen.
 */
final class ConnectingSockets {

  /** Many sockets could do IPv6 as well, and Java's are among them. */
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  private static final String IPV4 = "(?:0{16}FFFF0000)?([0-9A-F]{8}):([0-9A-F]{4})";

  /** Slot, local and remote address in the machine's byte order, and the state SYN_SENT. */
  private static final Pattern LINE = Pattern.compile("\\s*\\d+: " + IPV4 + " " + IPV4 + " 02 .*");

  /**
   * One of them.
   *
   * @param port its own port
   * @param remote where it wants to connect to
   */
  record Connecting(int port, InetSocketAddress remote) {}

  private ConnectingSockets() {}

  /** Those of now; none where the machine doesn't tell. */
  static Set<Connecting> now() {
    return in(TABLES.stream().flatMap(table -> lines(table).stream()).toList());
  }

  private static List<String> lines(Path table) {
    try (Stream<String> lines = Files.lines(table)) {
      return lines.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // Another operating system, or a kernel without IPv6.
    }
  }

  /** Those in a table. */
  static Set<Connecting> in(List<String> table) {
    return table.stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(line -> new Connecting(hex(line.group(2)), remote(line.group(3), line.group(4))))
        .collect(Collectors.toSet());
  }

  private static InetSocketAddress remote(String address, String port) {
    int bits = Integer.parseUnsignedInt(address, 16);
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return new InetSocketAddress(
        Ipv4.ofBits(little ? Integer.reverseBytes(bits) : bits), hex(port));
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, 16);
  }
}
