package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NetnsHosts;
import dev.ftpnat.internal.kernel.netns.Plan;
import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.internal.kernel.netns.Planner;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A client, a server and a NAT with an ALG between them on the kernel, for many exchanges side by
 * side. There is no FTP server: both ends say what the exchange says.
 *
 * <p>Whoever isn't behind the NAT has an address of its own for each exchange. That address is in
 * every pinhole, so a pinhole tells whose it is, and none clash.
 */
final class KernelLab implements AutoCloseable {

  private static final int CONTROL_PORT = 21;
  private static final int ACCEPT_MILLIS = 5000;
  private static final int POLL_MILLIS = 10;
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final NatSite site;
  private final NetnsHosts hosts;
  private final Namespace client;
  private final Namespace server;
  private final List<Conversation> conversations = new ArrayList<>();

  KernelLab(NatSite site) throws IOException {
    this.site = site;
    hosts = new NetnsHosts(plan());
    client = hosts.of(Plan.CLIENT);
    server = hosts.of(Plan.SERVER);
  }

  private Plan plan() {
    Plan plan = Planner.plan(site.topology(site.outsideHost()));
    String outsideHost = site.behind() == Party.SERVER ? Plan.CLIENT : Plan.SERVER;
    List<Host> changed = new ArrayList<>();
    for (Host host : plan.hosts()) {
      Map<String, String> parameters = new HashMap<>(host.parameters());
      List<String> ip = new ArrayList<>(host.ip());
      // Every kernel has it and lets everybody have it, whatever this machine's default is.
      parameters.put("ipv4/tcp_congestion_control", "bbr");
      if (host.name().equals(outsideHost)) {
        if (site.isIpv6()) {
          // As IPv4 has it without being asked.
          parameters.put("ipv6/ip_nonlocal_bind", "1");
        }
        ip.add("route add local " + site.outsideNetwork() + " dev lo");
      } else if (host.name().equals(Plan.INTERNET)) {
        ip.add(
            "route add %s via %s dev to-%s onlink"
                .formatted(site.outsideNetwork(), site.outsideHost(), outsideHost));
      }
      changed.add(new Host(host.name(), parameters, ip, host.nft(), host.tayga()));
    }
    return new Plan(changed, plan.links());
  }

  /** Plays exchanges with different outside addresses, once. */
  Map<Exchange, Outcome> play(List<Exchange> exchanges) throws IOException {
    connect(exchanges);
    try (Selector selector = Selector.open()) {
      for (Conversation conversation : conversations) {
        conversation.start(selector);
      }
      converse(selector);
      settle(selector);
    }
    ExpectationTable expectations = ExpectationTable.of(hosts.of(NatSite.GATEWAY));
    Map<Exchange, Outcome> outcomes = new HashMap<>();
    int pinholes = 0;
    for (Conversation conversation : conversations) {
      Outcome outcome =
          conversation.outcome(
              exchanges.size() == 1
                  ? expectations.all()
                  : expectations.of(conversation.exchange().outside()));
      outcomes.put(conversation.exchange(), outcome);
      pinholes += outcome.pinholes().size();
    }
    if (pinholes != expectations.size()) {
      throw new IOException(expectations.size() + " pinholes, of which are known: " + pinholes);
    }
    return outcomes;
  }

  private void connect(List<Exchange> exchanges) throws IOException {
    try (ServerSocketChannel listener =
        server.call(() -> ServerSocketChannel.open(site.family()))) {
      listener.bind(new InetSocketAddress(CONTROL_PORT));
      listener.socket().setSoTimeout(ACCEPT_MILLIS);
      for (Exchange exchange : exchanges) {
        String outside = exchange.outside();
        SocketChannel channel = client.call(() -> SocketChannel.open(site.family()));
        try {
          channel.bind(new InetSocketAddress(site.own(Party.CLIENT, outside), 0));
          channel.connect(new InetSocketAddress(site.controlAddress(outside), CONTROL_PORT));
          // In turn, so the next one accepted is this one's other end.
          SocketChannel accepted = listener.socket().accept().getChannel();
          conversations.add(new Conversation(exchange, channel, accepted));
        } catch (IOException e) {
          channel.close();
          throw e;
        }
      }
    }
  }

  /** Until every segment has been sent. */
  private void converse(Selector selector) throws IOException {
    List<Conversation> going = new ArrayList<>(conversations);
    while (!going.isEmpty()) {
      long now = System.nanoTime();
      long wait = going.stream().mapToLong(c -> c.deadline() - now).min().orElseThrow();
      select(selector, (int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, wait)) + 1);
      for (Conversation conversation : going) {
        conversation.advance();
      }
      going.removeIf(Conversation::isOver);
    }
  }

  /** Until no retransmission can change anything any more. */
  private void settle(Selector selector) throws IOException {
    List<Conversation> unsettled = new ArrayList<>(conversations);
    long deadline = System.nanoTime() + SETTLE_NANOS;
    while (!unsettled.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("not settled: " + unsettled.get(0).exchange());
      }
      SocketTable clients = SocketTable.of(client, site.family());
      SocketTable servers = SocketTable.of(server, site.family());
      List<Conversation> still = new ArrayList<>();
      for (Conversation conversation : unsettled) {
        if (!conversation.isSettled(clients, servers)) {
          still.add(conversation);
        }
      }
      unsettled = still;
      select(selector, POLL_MILLIS);
      for (Conversation conversation : conversations) {
        conversation.advance();
      }
    }
  }

  private static void select(Selector selector, int millis) throws IOException {
    selector.select(millis);
    for (SelectionKey key : selector.selectedKeys()) {
      ((Runnable) key.attachment()).run();
    }
    selector.selectedKeys().clear();
  }

  @Override
  public void close() throws IOException {
    for (Conversation conversation : conversations) {
      conversation.close();
    }
    hosts.close();
  }
}
