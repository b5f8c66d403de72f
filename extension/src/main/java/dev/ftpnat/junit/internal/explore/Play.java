package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.internal.explore.network.Circumstance;
import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import dev.ftpnat.junit.internal.explore.network.Place;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.session.Errand;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plays a client in a network: starts the one, runs the other, and has things happen meanwhile.
 *
 * @param trial the client
 * @param terms on which
 */
record Play(Trial trial, Terms terms) {

  /** How often it is looked whether a transfer has begun. */
  private static final Duration LOOK = Duration.ofMillis(10);

  /** How long a connection may take to end, when its client has. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** Plays one. */
  Observation in(NetworkPlan plan) throws InterruptedException, IOException {
    try (FtpNat nat = terms.environment(plan.topology()).start()) {
      return in(plan, nat);
    }
  }

  private Observation in(NetworkPlan plan, FtpNat nat) throws InterruptedException, IOException {
    for (Circumstance circumstance : plan.circumstances(Place.BEFORE)) {
      circumstance.happenTo(nat);
    }
    Set<InetAddress> servers = servers(nat);
    TrialThread client = new TrialThread(nat, trial);
    long begin = System.nanoTime();
    client.start();
    List<Circumstance> later = plan.circumstances(Place.DURING_TRANSFER);
    if (!later.isEmpty() && hasBegunTransfer(nat, client, begin)) {
      for (Circumstance circumstance : later) {
        circumstance.happenTo(nat);
      }
    }
    boolean ended = client.await(left(begin));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Optional<StackTraceElement[]> stack = ended ? Optional.empty() : Optional.of(client.stack());
    Trace trace = ended ? settled(nat) : nat.trace();
    client.interrupt();
    return new Observation(plan, trace.concluded(), servers, client.thrown(), stack, took);
  }

  /** Where a client may go: to each address that the server has for it. */
  private static Set<InetAddress> servers(FtpNat nat) {
    Set<InetAddress> servers = new HashSet<>();
    servers.add(
        nat.attachment() == Attachment.LOOPBACK ? behindLoopback(nat) : IpAddresses.of(nat.host()));
    for (AddressFamily family : nat.topology().serverFamilies()) {
      servers.add(IpAddresses.of(nat.host(family)));
    }
    return servers;
  }

  /** Where what comes to the port of 127.0.0.1 goes to on the network. */
  private static InetAddress behindLoopback(FtpNat nat) {
    List<Gateway> gateways = nat.topology().serverGateways();
    return gateways.isEmpty()
        ? nat.topology().server().address(AddressFamily.IPV4).orElseThrow()
        : IpAddresses.of(
            nat.gateway(gateways.get(gateways.size() - 1).name().orElseThrow())
                .publicAddress(AddressFamily.IPV4));
  }

  private boolean hasBegunTransfer(FtpNat nat, TrialThread client, long begin)
      throws InterruptedException {
    while (!client.hasEnded() && !left(begin).isNegative()) {
      if (nat.trace().commands().stream().map(Command::verb).anyMatch(Errand::isTransfer)) {
        return true;
      }
      client.await(LOOK);
    }
    return false;
  }

  private Duration left(long begin) {
    return terms.endsWithin().minusNanos(System.nanoTime() - begin);
  }

  /** What there is when connections have ended that are about to. */
  private Trace settled(FtpNat nat) throws InterruptedException {
    long begin = System.nanoTime();
    Trace trace = nat.trace();
    while (!OpenConnections.of(trace).isEmpty() && System.nanoTime() - begin < FAREWELL.toNanos()) {
      Thread.sleep(LOOK.toMillis());
      trace = nat.trace();
    }
    return trace;
  }
}
