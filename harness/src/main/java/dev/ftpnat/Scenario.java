package dev.ftpnat;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The networks that break FTP clients, by name. Each is a {@link Topology} to be used as it is or
 * to start from: {@code Scenario.PRIVATE_IP_PASV.topology().toBuilder()}.
 *
 * <p>Unless said otherwise the client has a public address, and the server offers AUTH TLS but
 * accepts plain logins, listens on port 21 and announces its own address in 227.
 */
public enum Scenario {
  /** No NAT at all: client and server both have public addresses. Everything works. */
  DIRECT("no NAT", topology -> topology),

  /**
   * The server is behind a NAT that forwards port 21 and has a Linux-like ALG: it rewrites 227,
   * 229, PORT and EPRT and opens pinholes. Everything works until the session is encrypted; then
   * only active mode does.
   */
  ALG_REWRITES(
      "the server's NAT forwards port 21; its ALG rewrites 227, 229, PORT, EPRT",
      topology ->
          topology.serverGateway(
              Gateway.builder().forwardControlPort().alg(AlgBehavior.NETFILTER).build())),

  /**
   * As {@link #ALG_REWRITES}, but the server requires TLS, so the ALG never gets to read anything.
   */
  TLS_BLOCKED_ALG(
      "as ALG_REWRITES, and the server requires TLS",
      topology ->
          topology
              .serverGateway(
                  Gateway.builder().forwardControlPort().alg(AlgBehavior.NETFILTER).build())
              .server(server -> server.tls(TlsMode.REQUIRED))),

  /**
   * The server is behind a NAT without ALG that forwards port 21 and the passive ports, but 227
   * names the server's private address. Clients must use the control connection's address instead,
   * or EPSV.
   */
  PRIVATE_IP_PASV(
      "the server's NAT forwards port 21 and the passive ports; 227 leaks the private address",
      topology -> topology.serverGateway(forwardingNat())),

  /** As {@link #PRIVATE_IP_PASV}, but the server was told its public address. Everything works. */
  EXTERNAL_ADDRESS(
      "as PRIVATE_IP_PASV, but the server announces the public address",
      topology ->
          topology
              .serverGateway(forwardingNat())
              .server(server -> server.advertisePublicAddress())),

  /** The server's NAT forwards port 21 only and has no ALG: no passive connection gets in. */
  NOTHING_FORWARDED(
      "the server's NAT forwards port 21 only, no ALG",
      topology -> topology.serverGateway(Gateway.builder().forwardControlPort().build())),

  /** As {@link #PRIVATE_IP_PASV}, but the server answers 502 to PASV. */
  EPSV_ONLY(
      "as PRIVATE_IP_PASV, but the server answers 502 to PASV",
      topology -> topology.serverGateway(forwardingNat()).server(server -> server.refuse("PASV"))),

  /**
   * The ALG of the server's NAT is older than RFC 2428: it rewrites 227 and PORT, but opens nothing
   * for 229.
   */
  EPSV_BLIND_ALG(
      "the server's NAT forwards port 21; its ALG knows PASV and PORT, not EPSV and EPRT",
      topology ->
          topology.serverGateway(
              Gateway.builder().forwardControlPort().alg(AlgBehavior.EPSV_BLIND).build())),

  /**
   * The server's NAT forwards ports 40000-40009 to the passive ports 3846-3855, as container hosts
   * do. The server announces the public address, but the ports that it announces are not the
   * forwarded ones.
   */
  PORT_TRANSLATING_NAT(
      "the server's NAT forwards 40000-40009 to 3846-3855; 227 names the public address",
      topology ->
          topology
              .serverGateway(
                  Gateway.builder()
                      .forwardControlPort()
                      .forward(
                          Forward.ports(new PortRange(40000, 40009), new PortRange(3846, 3855)))
                      .build())
              .server(server -> server.passivePorts(3846, 3855).advertisePublicAddress())),

  /** The client is behind a NAT without ALG, the server is public: active mode fails. */
  CLIENT_BEHIND_NAT(
      "the client's NAT has no ALG; the server is public",
      topology -> topology.clientGateway(Gateway.builder().build())),

  /** The client is behind a NAT with a Linux-like ALG: active mode works until it is encrypted. */
  CLIENT_BEHIND_ALG(
      "the client's NAT has an ALG; the server is public",
      topology -> topology.clientGateway(Gateway.builder().alg(AlgBehavior.NETFILTER).build())),

  /** {@link #CLIENT_BEHIND_NAT} and {@link #EXTERNAL_ADDRESS} at once. */
  DOUBLE_NAT(
      "CLIENT_BEHIND_NAT and EXTERNAL_ADDRESS",
      topology ->
          topology
              .clientGateway(Gateway.builder().build())
              .serverGateway(forwardingNat())
              .server(server -> server.advertisePublicAddress())),

  /**
   * As {@link #EXTERNAL_ADDRESS}, but the server's NAT forgets connections that are idle for five
   * minutes. Everything works, as long as no transfer takes longer: then the control connection is
   * gone, and the client waits in vain for the 226. See {@link FtpNat#advance}.
   */
  IDLE_CONTROL_TIMEOUT(
      "as EXTERNAL_ADDRESS, but the server's NAT forgets idle connections after 5 minutes",
      topology ->
          topology
              .serverGateway(
                  forwardingNat().toBuilder()
                      .idleTimeouts(IdleTimeouts.RFC_5382.withEstablished(Duration.ofMinutes(5)))
                      .build())
              .server(server -> server.advertisePublicAddress())),

  /**
   * The server is behind a stateful firewall that lets in port 21 only and translates nothing: the
   * server has its own public address, and no passive connection gets in.
   */
  SERVER_BEHIND_FIREWALL(
      "the server's firewall lets in port 21 only; no NAT, no ALG",
      topology -> topology.serverGateway(Gateway.firewall().forwardControlPort().build())),

  /**
   * As {@link #SERVER_BEHIND_FIREWALL}, with an ALG that opens the ports that 227 and 229 name. It
   * works until the session is encrypted; then only active mode does.
   */
  SERVER_BEHIND_FIREWALL_ALG(
      "as SERVER_BEHIND_FIREWALL, with an ALG that opens what 227 and 229 name",
      topology ->
          topology.serverGateway(
              Gateway.firewall().forwardControlPort().alg(AlgBehavior.NETFILTER).build())),

  /**
   * The client is behind a stateful firewall that lets everything out, nothing in, and translates
   * nothing: active mode fails, though PORT names the client's public address.
   */
  CLIENT_BEHIND_FIREWALL(
      "the client's firewall lets nothing in; no NAT, no ALG",
      topology -> topology.clientGateway(Gateway.firewall().build())),

  /**
   * As {@link #CLIENT_BEHIND_FIREWALL}, with an ALG that opens the ports that PORT and EPRT name:
   * active mode works until it is encrypted.
   */
  CLIENT_BEHIND_FIREWALL_ALG(
      "as CLIENT_BEHIND_FIREWALL, with an ALG that opens what PORT and EPRT name",
      topology -> topology.clientGateway(Gateway.firewall().alg(AlgBehavior.NETFILTER).build())),

  /**
   * As {@link #EXTERNAL_ADDRESS}, but the server sees the gateway's address instead of the
   * client's, as behind a container bridge with a proxy or a Kubernetes NodePort, and it compares
   * addresses as nearly all servers do: every PORT is refused.
   */
  MASQUERADED_INBOUND(
      "as EXTERNAL_ADDRESS, but the server sees the gateway for its client, and compares addresses",
      topology ->
          topology
              .serverGateway(forwardingNat().toBuilder().masqueradesInbound().build())
              .server(
                  server ->
                      server
                          .advertisePublicAddress()
                          .refuseForeignTargets(true)
                          .refuseLowTargets(true)
                          .foreignData(ForeignData.REFUSED))),

  /**
   * Client and server have IPv6 addresses alone, and nothing is between them. There is no PASV and
   * no PORT: 227 has room for an IPv4 address only. Clients have to say EPSV and EPRT of their own
   * accord.
   */
  IPV6_ONLY("client and server have IPv6 alone; no gateway", topology -> topology.ipv6()),

  /**
   * Client and server have addresses of both families, and before the server is a stateful firewall
   * that translates neither, lets in port 21, and has an ALG that opens what 227 and 229 name. It
   * works until the session is encrypted; then only active mode does. {@link FtpNat#host()} is an
   * IPv6 address, {@link FtpNat#host(dev.ftpnat.net.AddressFamily)} has both.
   */
  DUAL_STACK_FIREWALL(
      "IPv4 and IPv6; the server's firewall lets in port 21, its ALG opens what 227 and 229 name",
      topology ->
          topology
              .dualStack()
              .serverGateway(
                  Gateway.firewall().forwardControlPort().alg(AlgBehavior.NETFILTER).build())),

  /**
   * The client has IPv6 only, the server IPv4 only, and a NAT64 without ALG stands between them:
   * the client goes to the server's address embedded in {@code 64:ff9b::/96}. EPSV works as it is,
   * under TLS too. EPRT names an address that the server can't reach (522), and a client that says
   * PASV gets an address that it can't reach itself.
   */
  NAT64(
      "the client has IPv6 only, the server IPv4 only; a NAT64 without ALG is between them",
      topology -> topology.clientGateway(Gateway.builder().nat64().build())),

  /**
   * As {@link #NAT64}, with the ALG of RFC 6384: the server gets PASV for EPSV and PORT for EPRT,
   * which works with servers that know neither, until the session is encrypted.
   */
  NAT64_ALG(
      "as NAT64, with the ALG of RFC 6384, which makes PASV of EPSV and PORT of EPRT",
      topology ->
          topology.clientGateway(Gateway.builder().nat64().alg(AlgBehavior.RFC_6384).build()));

  private final String summary;
  private final Topology topology;

  Scenario(String summary, UnaryOperator<Topology.Builder> network) {
    this.summary = summary;
    this.topology = network.apply(Topology.builder().name(name())).build();
  }

  private static Gateway forwardingNat() {
    return Gateway.builder().forwardControlPort().forwardPassivePorts().build();
  }

  /** The network in a few words. */
  public String summary() {
    return summary;
  }

  /** The network. */
  public Topology topology() {
    return topology;
  }
}
