package dev.ftpnat;

import dev.ftpnat.internal.network.ClientEnd;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.trace.Trace;
import java.net.InetAddress;
import java.net.Proxy;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * A {@linkplain dev.ftpnat.topology.Topology.Builder#clientHost further client host} of a running
 * environment. What uses its {@link #socketFactory} or {@link #socksProxy}, or has {@link #enter
 * entered} it, connects from there. See {@link FtpNat#client}.
 */
public final class RunningClient {

  private final Environment environment;
  private final ClientHost host;
  private final ClientEnd end;

  RunningClient(Environment environment, ClientHost host) {
    this.environment = environment;
    this.host = host;
    this.end = environment.client().client(host.name());
  }

  /** Its name. */
  public String name() {
    return host.name();
  }

  /** Its own address, for example {@code 10.64.1.11}. */
  public String address() {
    return IpAddresses.text(host.address().orElseThrow());
  }

  /**
   * The address at which it reaches the server without any gateway's help: in the server's network
   * the server's own, elsewhere {@link FtpNat#host()}. In the server's network a user may know
   * {@code FtpNat.host()} only, which is for the gateway's {@linkplain
   * dev.ftpnat.topology.Gateway.Hairpinning hairpinning} then.
   */
  public String host() {
    return IpAddresses.text(
        isNextToServer()
            ? environment.lease().topology().server().address().orElseThrow()
            : publicAddress());
  }

  private InetAddress publicAddress() {
    return environment.host();
  }

  /** The port of the control connection at {@link #host()}. */
  public int port() {
    int own = environment.lease().topology().server().controlPort();
    return isNextToServer() ? own : environment.lease().topology().publicControlPort().orElse(own);
  }

  private boolean isNextToServer() {
    return host.place() == ClientHost.Place.SERVER_NETWORK;
  }

  /** Makes sockets on this host, whose connections come from its address. */
  public SocketFactory socketFactory() {
    return end.socketFactory();
  }

  /** Makes listening sockets on this host, for active mode. */
  public ServerSocketFactory serverSocketFactory() {
    return end.serverSocketFactory();
  }

  /** A SOCKS 5 server on loopback, whose connections come from this host. */
  public Proxy socksProxy() {
    return end.socksProxy();
  }

  /**
   * Moves the calling thread to this host, until it closes what is returned: what it connects to
   * addresses of the environment comes from here. Threads that it starts meanwhile are here too,
   * for as long as they live.
   */
  public ClientThread enter() {
    return end.enter()::close;
  }

  /**
   * Runs a command on this host, as {@link FtpNat#exec} does on the client's.
   *
   * @throws UnsupportedOperationException on the {@linkplain Network#SIMULATED simulated} network
   */
  public CommandResult exec(String... command) {
    return command(command).run();
  }

  /** A command that can run on this host, as {@link FtpNat#command}. */
  public ClientCommand command(String... command) {
    return new ClientCommand(end, List.of(command));
  }

  /** What has happened up to now that is about this host: {@link Trace#of}. */
  public Trace trace() {
    return environment.trace().of(host.name());
  }

  /** For example {@code inside at 10.64.1.11}. */
  @Override
  public String toString() {
    return host.toString();
  }
}
