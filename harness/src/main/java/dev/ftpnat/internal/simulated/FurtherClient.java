package dev.ftpnat.internal.simulated;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.network.ClientEnd;
import dev.ftpnat.internal.network.ThreadAttachment;
import dev.ftpnat.internal.simulated.attach.SimulatedHost;
import dev.ftpnat.internal.simulated.attach.SimulatedNetworks;
import dev.ftpnat.internal.simulated.attach.SimulatedServerSocketFactory;
import dev.ftpnat.internal.simulated.attach.SimulatedSocketFactory;
import dev.ftpnat.internal.simulated.attach.SocksServer;
import dev.ftpnat.internal.simulated.routing.ConnectAnswer;
import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Outcome;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * A further client host on a simulated network. What it asks for comes from its own address, and
 * everything else is the network's.
 */
final class FurtherClient implements ClientEnd, SimulatedHost, SocksServer.Network {

  private final SimulatedNetwork network;
  private final InetAddress address;
  private final SocksServer socks;

  FurtherClient(SimulatedNetwork network, InetAddress address, Executor threads) {
    this.network = network;
    this.address = address;
    this.socks = new SocksServer(threads, this);
  }

  void close() {
    socks.close();
  }

  // For clients ------------------------------------------------------------------------------

  @Override
  public SocketFactory socketFactory() {
    return new SimulatedSocketFactory(this);
  }

  @Override
  public ServerSocketFactory serverSocketFactory() {
    return new SimulatedServerSocketFactory(this);
  }

  @Override
  public Proxy socksProxy() {
    return socks.proxy();
  }

  @Override
  public ThreadAttachment enter() {
    return SimulatedNetworks.shared().enter(this)::run;
  }

  @Override
  public Process start(ProcessBuilder command) {
    return network.start(command);
  }

  // For the ways onto the network -------------------------------------------------------------

  @Override
  public boolean isClient(InetAddress other) {
    return address.equals(other);
  }

  @Override
  public void expect(int realPort, Endpoint target) {
    socks.expect(realPort, target);
  }

  @Override
  public void expectNoMore(int realPort) {
    socks.expectNoMore(realPort);
  }

  @Override
  public Optional<ConnectFailure> refusal(Endpoint target) {
    return network.refusal(address, target);
  }

  @Override
  public ConnectAnswer connect(Socket client, Endpoint target) throws IOException {
    return network.connect(address, client, target);
  }

  // What is the network's ---------------------------------------------------------------------

  @Override
  public Lease lease() {
    return network.lease();
  }

  @Override
  public boolean covers(InetAddress other) {
    return network.covers(other);
  }

  @Override
  public Announced announced() {
    return network.announced();
  }

  @Override
  public Optional<InetAddress> resolve(String name) {
    return network.resolve(name);
  }

  @Override
  public Optional<Outcome> refuse(Inet6Address target, int port) {
    return network.refuse(target, port);
  }

  @Override
  public Duration connectGiveUp() {
    return network.connectGiveUp();
  }

  @Override
  public boolean awaitSilence(Duration duration) {
    return network.awaitSilence(duration);
  }

  @Override
  public boolean isClosed() {
    return network.isClosed();
  }

  @Override
  public Optional<Endpoint> sourceOf(int realPort) {
    return network.sourceOf(realPort);
  }
}
