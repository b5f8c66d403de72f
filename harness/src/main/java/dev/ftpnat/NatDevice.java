package dev.ftpnat;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Gateways that people have, by name: each a builder to put before a client or a server, with the
 * settings that its documents tell. What they don't tell, or what can't be expressed, is said.
 * Nothing is forwarded yet: {@code NatDevice.PFSENSE.gateway().forwardControlPort().build()}. A
 * whole network with one is {@code NatDevice.PFSENSE.topology(NatDevice.Side.SERVER)}.
 *
 * <p>None of them but the Linux ones has been compared with the real thing.
 */
public enum NatDevice {
  /**
   * A Linux router that masquerades, without a helper, as it comes: time-outs of
   * nf_conntrack-sysctl (kernel documentation), and no firewall rule, so unmapped ports are
   * refused.
   */
  LINUX_ROUTER(
      "a Linux router that masquerades, without FTP helper",
      gateway -> gateway.idleTimeouts(IdleTimeouts.LINUX).unmappedPorts(Refusal.REJECT)),
  /**
   * The same with {@code ct helper set} for port 21 in a chain of priority 0, as nft(8) and the
   * wiki of nftables have it: so it goes by the port inside. What isn't let in is dropped.
   */
  LINUX_ROUTER_WITH_HELPER(
      "a Linux router with nf_conntrack_ftp and nf_nat_ftp for port 21",
      gateway ->
          gateway.idleTimeouts(IdleTimeouts.LINUX).alg(AlgBehavior.NETFILTER).algPortsInside(21)),
  /**
   * firewalld before or on a host that keeps its address, with its service {@code ftp} (services/
   * ftp.xml): port 21 is let in, and the helper {@code ftp} of conntrack is bound to it. The rest
   * is rejected, as in the zones whose target is {@code default}, by an ICMP error
   * (firewalld.zone(5)). Linux's time-outs. Not set: masquerading, which a zone may have; and who
   * has opened port 21 by {@code --add-port} alone has no helper, as {@link AlgBehavior#NONE} is.
   */
  FIREWALLD(
      "firewalld with its service ftp, before a host that keeps its address",
      gateway ->
          gateway
              .withoutTranslation()
              .idleTimeouts(IdleTimeouts.LINUX)
              .unmappedPorts(Refusal.UNREACHABLE)
              .alg(AlgBehavior.NETFILTER)
              .algPortsInside(21)),
  /**
   * A bridge of containers with published ports: DNAT that keeps the source, on Linux. Not set: the
   * userland proxy, which connections from the host itself go through and which is {@link
   * Gateway.Builder#masqueradesInbound}.
   */
  DOCKER_BRIDGE(
      "a bridge of containers, Docker's or another's, with published ports",
      gateway -> gateway.idleTimeouts(IdleTimeouts.LINUX).unmappedPorts(Refusal.REJECT)),
  /**
   * kube-proxy with NodePorts and {@code externalTrafficPolicy: Cluster}, the default: the server
   * sees a node instead of the client (Kubernetes' reference, {@code ServiceSpec}). Not modelled:
   * that control and data may come through different nodes, and that passive ports have to be
   * between 30000 and 32767 as all NodePorts.
   */
  KUBERNETES_NODEPORT(
      "kube-proxy with NodePorts; the server sees a node instead of the client",
      gateway ->
          gateway
              .idleTimeouts(IdleTimeouts.LINUX)
              .unmappedPorts(Refusal.REJECT)
              .masqueradesInbound()),
  /**
   * pfSense, which has no FTP ALG of its own: pf's time-outs (Netgate's documentation, "FTP without
   * a Proxy"; pf.conf(5)). Not set: that pf gives mappings random ports, {@link
   * dev.ftpnat.topology.PortAllocation#RANDOM}.
   */
  PFSENSE(
      "pfSense, whose pf has no FTP ALG",
      gateway ->
          gateway
              .idleTimeouts(IdleTimeouts.PF)
              .mapping(MappingBehavior.ADDRESS_AND_PORT_DEPENDENT)),
  /** OpenBSD with pf and ftp-proxy(8) on port 21; see {@link AlgBehavior#OPENBSD_FTP_PROXY}. */
  OPENBSD_FTP_PROXY(
      "OpenBSD with pf and ftp-proxy(8)",
      gateway ->
          gateway
              .idleTimeouts(IdleTimeouts.PF)
              .mapping(MappingBehavior.ADDRESS_AND_PORT_DEPENDENT)
              .alg(AlgBehavior.OPENBSD_FTP_PROXY)),
  /**
   * FreeBSD's natd or ipfw with libalias: {@link AlgBehavior#LIBALIAS}, a day for established
   * connections and 300 s for others (alias_db.c, {@code TCP_EXPIRE_CONNECTED} and {@code
   * TCP_EXPIRE_INITIAL}).
   */
  FREEBSD_LIBALIAS(
      "FreeBSD's natd or ipfw, with libalias",
      gateway ->
          gateway
              .alg(AlgBehavior.LIBALIAS)
              .idleTimeouts(
                  new IdleTimeouts(Duration.ofDays(1), Duration.ofSeconds(300), Refusal.DROP))),
  /**
   * Cisco ASA with {@code inspect ftp}, which is on by default (ASA 5500 configuration guide): it
   * translates and opens what is announced. How it reads lines isn't told; Linux's way stands for
   * it. An hour, 30 s.
   */
  CISCO_ASA(
      "Cisco ASA with inspect ftp",
      gateway -> gateway.idleTimeouts(IdleTimeouts.CISCO_ASA).alg(AlgBehavior.NETFILTER)),
  /** The same with {@code inspect ftp strict}; see {@link AlgBehavior#CISCO_STRICT}. */
  CISCO_ASA_STRICT(
      "Cisco ASA with inspect ftp strict, which ends sessions under TLS",
      gateway -> gateway.idleTimeouts(IdleTimeouts.CISCO_ASA).alg(AlgBehavior.CISCO_STRICT)),
  /**
   * Cisco IOS with {@code ip nat}: an ALG on port 21 (document 13776), a day and a minute. How it
   * reads lines isn't told; Linux's way stands for it.
   */
  CISCO_IOS(
      "Cisco IOS with ip nat and its FTP ALG",
      gateway ->
          gateway
              .alg(AlgBehavior.NETFILTER)
              .idleTimeouts(
                  new IdleTimeouts(Duration.ofDays(1), Duration.ofSeconds(60), Refusal.DROP))),
  /**
   * Windows Firewall with {@code StatefulFtp}: no NAT; it opens what is announced, and "will most
   * likely prevent SSL from working" (Microsoft's documentation of IIS, "Configuring FTP Firewall
   * Settings"). How it reads lines isn't told.
   */
  WINDOWS_FIREWALL(
      "Windows Firewall with StatefulFtp, before a host that keeps its address",
      gateway ->
          gateway
              .withoutTranslation()
              .alg(AlgBehavior.NETFILTER)
              .authHandling(AuthHandling.DATA_BLOCKED)),
  /**
   * Check Point's gateway, whose check for Telnet options changes bytes 255 also in a TLS handshake
   * (a support note of IBM's, {@code FTP_NO_TELNET_OPTIONS}). Time-outs aren't known here.
   */
  CHECK_POINT(
      "Check Point's gateway, which breaks TLS handshakes",
      gateway -> gateway.alg(AlgBehavior.NETFILTER).authHandling(AuthHandling.CORRUPTED)),
  /**
   * Juniper SRX with its FTP ALG and {@code ftps-extensions}, which are off by default: everything
   * between the two addresses is let through under TLS (CVE-2015-5361). Time-outs aren't known
   * here.
   */
  JUNIPER_SRX(
      "Juniper SRX with FTP ALG and ftps-extensions",
      gateway -> gateway.alg(AlgBehavior.NETFILTER).authHandling(AuthHandling.OPENED)),
  /** Azure NAT Gateway (Microsoft's documentation): no ALG, 4 minutes. Outgoing only. */
  AZURE_NAT_GATEWAY(
      "Azure NAT Gateway: no ALG, 4 minutes; outgoing only",
      gateway -> gateway.idleTimeouts(IdleTimeouts.AZURE_NAT_GATEWAY)),
  /**
   * Azure Firewall as it is by default (Microsoft's documentation, "Azure Firewall FTP support"):
   * passive mode passes if its rules let the server's data ports through as they do port 21, so it
   * opens none by itself; active mode is off, against bounces. One public address, as the page
   * wants it for FTP. Its time-outs, what it answers to connections that no rule lets in, and how
   * it reads PORT if active mode is turned on ({@code AllowActiveFTP}) aren't known here.
   */
  AZURE_FIREWALL(
      "Azure Firewall as it is by default: it opens no port by itself", gateway -> gateway),
  /** AWS NAT Gateway (AWS's documentation): no ALG, 350 s and a reset. Outgoing only. */
  AWS_NAT_GATEWAY(
      "AWS NAT Gateway: no ALG, 350 seconds and a reset; outgoing only",
      gateway -> gateway.idleTimeouts(IdleTimeouts.AWS_NAT_GATEWAY)),
  /** Google's Cloud NAT: no ALG is mentioned, 20 minutes. From secondary sources. Outgoing only. */
  GCP_CLOUD_NAT(
      "Google's Cloud NAT: no ALG, 20 minutes; outgoing only",
      gateway -> gateway.idleTimeouts(IdleTimeouts.GCP_CLOUD_NAT)),
  /**
   * A home router whose FTP ALG is on, as TP-Link recommends for its TD-W9960v. They run Linux
   * mostly; which kernel, and with which changes, isn't known.
   */
  HOME_ROUTER_WITH_ALG(
      "a home router whose FTP ALG is on", gateway -> gateway.alg(AlgBehavior.NETFILTER)),
  /**
   * A carrier-grade NAT as RFC 6888 wants it, with RFC 5382's mapping and time-outs. Outgoing only,
   * so a subscriber's server can't be reached. Whether it has an FTP ALG differs from one to the
   * next, and none is set. Not set: the addresses behind it, which are those of RFC 6598; pin them,
   * {@code insideNetwork("100.64.1.0/24")}, where a client looks at its own; the filtering that is
   * recommended, which is endpoint-independent (REQ-7); and the limit of ports for each subscriber
   * (REQ-4), which differs as well ({@link Gateway.Builder#connectionLimit}).
   */
  CGN(
      "a carrier's NAT (RFC 6888), without FTP ALG; outgoing only",
      gateway -> gateway.idleTimeouts(IdleTimeouts.RFC_5382)),
  /**
   * pasta, of passt, as podman starts it: a guest has the host's own address, and nothing is
   * translated. As 2025-01 was measured: passive mode works out of it; PORT names the right address
   * and its port is refused; a server in it announces the right address, and its ports have to be
   * published one by one. Not modelled: ports that pasta publishes by itself a second after a guest
   * listens ({@code -t auto}), and the version of Debian 12, which holds back the greeting.
   */
  PASTA(
      "pasta, as podman starts it: a guest has the host's own address",
      gateway -> gateway.withoutTranslation().unmappedPorts(Refusal.REJECT)),
  /**
   * slirp4netns, whose Slirp has {@link AlgBehavior#SLIRP} turned off: as 1.2.0 was measured,
   * passive mode works, active doesn't.
   */
  SLIRP4NETNS("slirp4netns, without an ALG", gateway -> gateway);

  private static final Set<NatDevice> OUTGOING_ONLY =
      EnumSet.of(AZURE_NAT_GATEWAY, AWS_NAT_GATEWAY, GCP_CLOUD_NAT, CGN);

  private final String summary;
  private final UnaryOperator<Gateway.Builder> settings;

  NatDevice(String summary, UnaryOperator<Gateway.Builder> settings) {
    this.summary = summary;
    this.settings = settings;
  }

  /** Whom a device stands before. */
  public enum Side {
    /** The server, whose control port it lets in, and no other. */
    SERVER,
    /** The client, for whom it lets nothing in. */
    CLIENT
  }

  /** The device in a few words. */
  public String summary() {
    return summary;
  }

  /** Whether nothing can be let in, by its documents, so that no server behind it is reached. */
  public boolean isOutgoingOnly() {
    return OUTGOING_ONLY.contains(this);
  }

  /** Whom it stands before by default: the server, or the client if it is for outgoing only. */
  public Side usualSide() {
    return isOutgoingOnly() ? Side.CLIENT : Side.SERVER;
  }

  /**
   * A network in which such a gateway stands alone, and which is named after it. Before the server
   * it forwards the control port, and what else gets in is the device's own doing. The server
   * announces its own address.
   *
   * @throws IllegalArgumentException if the server can't be behind it, since it {@linkplain
   *     #isOutgoingOnly() lets nothing in}
   */
  public Topology topology(Side side) {
    Topology.Builder topology = Topology.builder().name(name());
    if (side == Side.CLIENT) {
      return topology.clientGateway(gateway().build()).build();
    }
    if (isOutgoingOnly()) {
      throw new IllegalArgumentException(
          "no server can be behind %s, which is for outgoing connections only; it can stand before the client"
              .formatted(this));
    }
    return topology.serverGateway(gateway().forwardControlPort().build()).build();
  }

  /** A builder of such a gateway, which forwards nothing yet. */
  public Gateway.Builder gateway() {
    return settings.apply(Gateway.builder());
  }
}
