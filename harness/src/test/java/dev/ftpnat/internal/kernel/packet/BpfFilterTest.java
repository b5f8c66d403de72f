package dev.ftpnat.internal.kernel.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.internal.kernel.netns.NamespaceSockets;
import dev.ftpnat.internal.kernel.netns.NetnsHosts;
import dev.ftpnat.internal.kernel.netns.Plan;
import dev.ftpnat.internal.kernel.netns.Planner;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What leaves the kernel. */
@NeedsKernel
@Timeout(30)
class BpfFilterTest {

  private static final int BUFFER = 8 * 1024 * 1024;
  private static final int SIZE = 200_000;
  private static final int CONTROL = 21;
  private static final int DATA = 3846;

  private static final Topology DIRECT =
      Topology.builder()
          .clientAddress("198.51.100.2")
          .server(server -> server.address("203.0.113.7"))
          .build();

  private static void talk(NetnsHosts hosts, int port) throws IOException {
    try (ServerSocket listening = NamespaceSockets.serverSocket(hosts.of(Plan.SERVER));
        Socket client = NamespaceSockets.socket(hosts.of(Plan.CLIENT))) {
      listening.bind(new InetSocketAddress(port));
      client.connect(new InetSocketAddress("203.0.113.7", port), 5_000);
      try (Socket accepted = listening.accept()) {
        client.setSoTimeout(5_000);
        Thread sender = new Thread(() -> send(accepted));
        sender.start();
        assertThat(client.getInputStream().readNBytes(SIZE)).hasSize(SIZE);
      }
    }
  }

  private static void send(Socket socket) {
    try {
      socket.getOutputStream().write(new byte[SIZE]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<TcpPacket> seen(PacketSocket socket) throws IOException {
    List<TcpPacket> packets = new ArrayList<>();
    Optional<PacketReceiver.Captured> next = socket.poll();
    while (next.isPresent()) {
      packets.add(TcpPacket.parse(next.get().bytes()).orElseThrow());
      next = socket.poll();
    }
    return packets;
  }

  @Test
  void segmentsOfControlPortsDoAndBulkDataDoesNot() throws Exception {
    try (NetnsHosts hosts = new NetnsHosts(Planner.plan(DIRECT));
        PacketSocket socket =
            PacketSocket.arriving(
                hosts.of(Plan.CLIENT),
                BpfFilter.ofConnections(Set.of(CONTROL, 2121), OptionalInt.empty()),
                BUFFER)) {
      talk(hosts, DATA);
      List<TcpPacket> data = seen(socket);
      talk(hosts, CONTROL);
      List<TcpPacket> control = seen(socket);

      assertThat(data)
          .as("of a data connection")
          .isNotEmpty()
          .noneMatch(TcpPacket::isPlain)
          .allMatch(packet -> packet.source().port() == DATA);
      assertThat(control.stream().mapToInt(TcpPacket::length).sum())
          .as("of a control connection")
          .isGreaterThanOrEqualTo(SIZE);
      assertThat(socket.lost()).isZero();
    }
  }

  @Test
  void thereIsRoomForAHundredPorts() throws Exception {
    Set<Integer> ports = new TreeSet<>();
    for (int port = 20; port < 220; port++) {
      ports.add(port);
    }
    try (NetnsHosts hosts = new NetnsHosts(Planner.plan(DIRECT));
        PacketSocket socket =
            PacketSocket.arriving(
                hosts.of(Plan.CLIENT),
                BpfFilter.ofConnections(ports, OptionalInt.empty()),
                BUFFER)) {
      talk(hosts, CONTROL);
      assertThat(seen(socket)).anyMatch(TcpPacket::isPlain);
    }
  }
}
