package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.netns.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the kernel says of the TCP connections of a namespace, {@code /proc/net/tcp} and tcp6. */
final class SocketTable {

  /**
   * The sending side of a connection.
   *
   * @param unacknowledged how many bytes were written and not acknowledged, sent or not
   * @param timeouts how often the retransmission timer has run out since the last acknowledgement
   */
  record Sending(long unacknowledged, int timeouts) {}

  private static final Path DIRECTORY = Path.of("/proc/thread-self/net");

  private final Map<String, Sending> byEndpoints = new HashMap<>();

  private SocketTable(List<String> lines) {
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.trim().split(" +");
      byEndpoints.put(
          fields[1] + " " + fields[2],
          new Sending(
              Long.parseLong(fields[4].split(":")[0], 16), Integer.parseInt(fields[6], 16)));
    }
  }

  static SocketTable of(Namespace namespace, StandardProtocolFamily family) throws IOException {
    String file = family == StandardProtocolFamily.INET ? "tcp" : "tcp6";
    return new SocketTable(namespace.call(() -> Files.readAllLines(DIRECTORY.resolve(file))));
  }

  /** The connection with these endpoints. */
  Sending sending(SocketAddress local, SocketAddress remote) throws IOException {
    String key = hex(local) + " " + hex(remote);
    Sending sending = byEndpoints.get(key);
    if (sending == null) {
      throw new IOException("no connection " + local + " to " + remote + " in " + DIRECTORY);
    }
    return sending;
  }

  /** The kernel prints an address as it is in memory, as a number, or as four. */
  private static String hex(SocketAddress endpoint) {
    InetSocketAddress internet = (InetSocketAddress) endpoint;
    ByteBuffer address =
        ByteBuffer.wrap(internet.getAddress().getAddress()).order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (address.hasRemaining()) {
      text.append("%08X".formatted(address.getInt()));
    }
    return text.append(":%04X".formatted(internet.getPort())).toString();
  }
}
