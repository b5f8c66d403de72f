package dev.ftpnat.topology;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Gateways that people have, by name: each a builder to put before a client or a server, with the
 * settings that its documents tell. What they don't tell, or what can't be expressed, is said.
 * Nothing is forwarded yet: {@code NatDevice.PFSENSE.gateway().forwardControlPort().build()}.
 *
 * <p>None of them but the Linux ones has been compared with the real thing.
 */
public enum NatDevice {
  /**
   * A Linux router that masquerades, without a helper, as it comes: time-outs of
   * nf_conntrack-sysctl (kernel documentation), and no firewall rule, so unmapped ports are
   * refused.
   */
  LINUX_ROUTER(gateway -> gateway.idleTimeouts(IdleTimeouts.LINUX).unmappedPorts(Refusal.REJECT)),
  /**
   * The same with {@code ct helper set} for port 21 in a chain of priority 0, as nft(8) and the
   * wiki of nftables have it: so it goes by the port inside. What isn't let in is dropped.
   */
  LINUX_ROUTER_WITH_HELPER(
      gateway ->
          gateway.idleTimeouts(IdleTimeouts.LINUX).alg(AlgBehavior.NETFILTER).algPortsInside(21)),
  /**
   * A bridge of containers with published ports: DNAT that keeps the source, on Linux. Not set: the
   * userland proxy, which connections from the host itself go through and which is {@link
   * Gateway.Builder#masqueradesInbound}.
   */
  DOCKER_BRIDGE(gateway -> gateway.idleTimeouts(IdleTimeouts.LINUX).unmappedPorts(Refusal.REJECT)),
  /**
   * kube-proxy with NodePorts and {@code externalTrafficPolicy: Cluster}, the default: the server
   * sees a node instead of the client (Kubernetes' reference, {@code ServiceSpec}). Not modelled:
   * that control and data may come through different nodes, and that passive ports have to be
   * between 30000 and 32767 as all NodePorts.
   */
  KUBERNETES_NODEPORT(
      gateway ->
          gateway
              .idleTimeouts(IdleTimeouts.LINUX)
              .unmappedPorts(Refusal.REJECT)
              .masqueradesInbound()),
  /**
   * pfSense, which has no FTP ALG of its own: pf's time-outs (Netgate's documentation, "FTP without
   * a Proxy"; pf.conf(5)). Not modelled: that pf translates source ports to random ones.
   */
  PFSENSE(
      gateway ->
          gateway
              .idleTimeouts(IdleTimeouts.PF)
              .mapping(MappingBehavior.ADDRESS_AND_PORT_DEPENDENT)),
  /** OpenBSD with pf and ftp-proxy(8) on port 21; see {@link AlgBehavior#OPENBSD_FTP_PROXY}. */
  OPENBSD_FTP_PROXY(
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
  CISCO_ASA(gateway -> gateway.idleTimeouts(IdleTimeouts.CISCO_ASA).alg(AlgBehavior.NETFILTER)),
  /** The same with {@code inspect ftp strict}; see {@link AlgBehavior#CISCO_STRICT}. */
  CISCO_ASA_STRICT(
      gateway -> gateway.idleTimeouts(IdleTimeouts.CISCO_ASA).alg(AlgBehavior.CISCO_STRICT)),
  /**
   * Cisco IOS with {@code ip nat}: an ALG on port 21 (document 13776), a day and a minute. How it
   * reads lines isn't told; Linux's way stands for it.
   */
  CISCO_IOS(
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
      gateway ->
          gateway
              .withoutTranslation()
              .alg(AlgBehavior.NETFILTER)
              .authHandling(AuthHandling.DATA_BLOCKED)),
  /**
   * Check Point's gateway, whose check for Telnet options changes bytes 255 also in a TLS handshake
   * (a support note of IBM's, {@code FTP_NO_TELNET_OPTIONS}). Time-outs aren't known here.
   */
  CHECK_POINT(gateway -> gateway.alg(AlgBehavior.NETFILTER).authHandling(AuthHandling.CORRUPTED)),
  /**
   * Juniper SRX with its FTP ALG and {@code ftps-extensions}, which are off by default: everything
   * between the two addresses is let through under TLS (CVE-2015-5361). Time-outs aren't known
   * here.
   */
  JUNIPER_SRX(gateway -> gateway.alg(AlgBehavior.NETFILTER).authHandling(AuthHandling.OPENED)),
  /** Azure NAT Gateway (Microsoft's documentation): no ALG, 4 minutes. Outgoing only. */
  AZURE_NAT_GATEWAY(gateway -> gateway.idleTimeouts(IdleTimeouts.AZURE_NAT_GATEWAY)),
  /** AWS NAT Gateway (AWS's documentation): no ALG, 350 s and a reset. Outgoing only. */
  AWS_NAT_GATEWAY(gateway -> gateway.idleTimeouts(IdleTimeouts.AWS_NAT_GATEWAY)),
  /** Google's Cloud NAT: no ALG is mentioned, 20 minutes. From secondary sources. Outgoing only. */
  GCP_CLOUD_NAT(gateway -> gateway.idleTimeouts(IdleTimeouts.GCP_CLOUD_NAT)),
  /**
   * A home router whose FTP ALG is on, as TP-Link recommends for its TD-W9960v. They run Linux
   * mostly; which kernel, and with which changes, isn't known.
   */
  HOME_ROUTER_WITH_ALG(gateway -> gateway.alg(AlgBehavior.NETFILTER)),
  /**
   * slirp4netns, whose Slirp has {@link AlgBehavior#SLIRP} turned off: as 1.2.0 was measured,
   * passive mode works, active doesn't.
   */
  SLIRP4NETNS(gateway -> gateway);

  private final UnaryOperator<Gateway.Builder> settings;

  NatDevice(UnaryOperator<Gateway.Builder> settings) {
    this.settings = settings;
  }

  /** A builder of such a gateway, which forwards nothing yet. */
  public Gateway.Builder gateway() {
    return settings.apply(Gateway.builder());
  }
}
