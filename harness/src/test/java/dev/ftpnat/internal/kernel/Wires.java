package dev.ftpnat.internal.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.kernel.netns.NamespaceSockets;
import dev.ftpnat.internal.kernel.netns.NetnsHosts;
import dev.ftpnat.internal.kernel.netns.Plan;
import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.internal.kernel.netns.Planner;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A topology on the kernel without an FTP server: the test plays both ends, so that it can say on a
 * control connection what no server or client would.
 */
final class Wires implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 5_000;

  final Topology topology;
  private final NetnsHosts hosts;

  private Wires(Topology topology, NetnsHosts hosts) {
    this.topology = topology;
    this.hosts = hosts;
  }

  /** A client with two addresses, 198.51.100.2 and .3, and a server behind this gateway. */
  static Wires serverBehind(Gateway.Builder gateway) throws IOException {
    Topology topology =
        Topology.builder()
            .clientAddress("198.51.100.2")
            .serverGateway(
                gateway
                    .name("NAT")
                    .publicAddress("203.0.113.7")
                    .insideNetwork("10.0.1.0/24")
                    .forwardControlPort()
                    .build())
            .server(server -> server.address("10.0.1.121"))
            .build();
    return new Wires(
        topology,
        new NetnsHosts(
            with(
                with(
                    Planner.plan(topology),
                    Plan.CLIENT,
                    "addr add 198.51.100.3/32 dev " + Plan.HOST_INTERFACE),
                Plan.INTERNET,
                "route add 198.51.100.3/32 dev to-" + Plan.CLIENT)));
  }

  /** A client 192.168.1.2 behind this gateway, and a server 203.0.113.7. */
  static Wires clientBehind(Gateway.Builder gateway) throws IOException {
    Topology topology =
        Topology.builder()
            .clientAddress("192.168.1.2")
            .clientGateway(
                gateway
                    .name("NAT")
                    .publicAddress("198.51.100.2")
                    .insideNetwork("192.168.1.0/24")
                    .build())
            .server(server -> server.address("203.0.113.7"))
            .build();
    return new Wires(topology, new NetnsHosts(Planner.plan(topology)));
  }

  private static Plan with(Plan plan, String host, String ip) {
    UnaryOperator<Host> change =
        each -> {
          if (!each.name().equals(host)) {
            return each;
          }
          List<String> lines = new ArrayList<>(each.ip());
          lines.add(ip);
          return new Host(each.name(), each.parameters(), lines, each.nft(), each.tayga());
        };
    return new Plan(plan.hosts().stream().map(change).toList(), plan.links());
  }

  /** Listens in a namespace. */
  ServerSocket listen(String host, int port) throws IOException {
    ServerSocket socket = NamespaceSockets.serverSocket(hosts.of(host));
    socket.setReuseAddress(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.bind(new InetSocketAddress(port));
    return socket;
  }

  /** Connects from a namespace; from any address and port where they aren't given. */
  Socket connect(String host, Endpoint from, Endpoint to, int timeoutMillis) throws IOException {
    Socket socket = NamespaceSockets.socket(hosts.of(host));
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(from.address(), from.port()));
      socket.connect(new InetSocketAddress(to.address(), to.port()), timeoutMillis);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** What a client in a namespace is told that connects: the exception, or "established". */
  String attempt(String host, Endpoint from, Endpoint to) {
    try (Socket socket = connect(host, from, to, 400)) {
      InetAddress peer = socket.getInetAddress();
      return peer == null ? "nowhere" : "established";
    } catch (IOException e) {
      return e.getClass().getSimpleName();
    }
  }

  /** Lines of a file below {@code /proc/thread-self/net}, as a namespace shows it. */
  List<String> proc(String host, String file) throws IOException {
    return hosts
        .of(host)
        .call(() -> Files.readAllLines(Path.of("/proc/thread-self/net").resolve(file)));
  }

  /** Opens a control connection, and gets its greeting across, which no ALG looks at. */
  Control control() throws IOException {
    try (ServerSocket listening = listen(Plan.SERVER, 21)) {
      Endpoint anywhere = new Endpoint(topology.clientAddress().orElseThrow(), 0);
      InetAddress server =
          topology.serverGateways().isEmpty()
              ? topology.server().address().orElseThrow()
              : topology.serverGateways().get(0).publicAddress().orElseThrow();
      Socket client =
          connect(Plan.CLIENT, anywhere, Endpoint.of(server.getHostAddress(), 21), TIMEOUT_MILLIS);
      Control control = new Control(client, listening.accept());
      control.fromServer("220 Ready.");
      control.fromClient("NOOP");
      return control;
    }
  }

  /** Both ends of a control connection. */
  static final class Control implements AutoCloseable {
    final Socket client;
    final Socket server;
    private final BufferedReader atClient;
    private final BufferedReader atServer;

    private Control(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      server.setSoTimeout(TIMEOUT_MILLIS);
      atClient = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
      atServer = new BufferedReader(new InputStreamReader(server.getInputStream(), ISO_8859_1));
    }

    /** Sends a line, and gives it as the client gets it. */
    String fromServer(String line) throws IOException {
      server.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
      return atClient.readLine();
    }

    /** Sends a line, and gives it as the server gets it. */
    String fromClient(String line) throws IOException {
      client.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
      return atServer.readLine();
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  @Override
  public void close() {
    hosts.close();
  }
}
