package dev.ftpnat.internal.address;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of all environments that run in this JVM. Client code names a target by its address
 * and nothing else, so an address must belong to a single environment.
 */
public final class AddressBook {

  private static final AddressBook SHARED = new AddressBook();

  private final List<Claims> running = new ArrayList<>();
  private final AddressIndex occupied = new AddressIndex();

  AddressBook() {}

  /** The book of this JVM. */
  public static AddressBook shared() {
    return SHARED;
  }

  /**
   * Gives every host and gateway of a topology a name and an address, and holds them until the
   * lease is closed.
   *
   * @throws IllegalArgumentException if the topology's pinned addresses don't fit together
   * @throws IllegalStateException if a pinned address is another running environment's
   */
  public synchronized Lease lease(Topology topology) {
    Claims claims = new Claims(topology.name());
    Topology addressed = AddressAssignment.addressed(topology, claims, this);
    running.add(claims);
    occupied.add(claims);
    return new Lease(addressed, claims, this);
  }

  /**
   * Whether an address is from the ranges that public sides get theirs from. No real host has such
   * an address, so what connects to it while environments run has mistaken one of theirs.
   */
  public static boolean isFromPublicPools(InetAddress address) {
    return AddressPool.isNobodys(address);
  }

  private synchronized void claim(Claims claims, InetAddress address) {
    if (!running.contains(claims)) {
      // Nobody would give it back.
      throw new IllegalStateException("the environment is closed");
    }
    if (claims.cover(address)) {
      throw new IllegalArgumentException(
          IpAddresses.text(address) + " is an address of this environment already");
    }
    requireFree("gateway address", address);
    occupied.remove(claims);
    claims.addresses.add(address);
    occupied.add(claims);
  }

  synchronized void release(Claims claims) {
    if (running.remove(claims)) {
      occupied.remove(claims);
    }
  }

  /** Whether no running environment has the address. Called while the lease is being made. */
  boolean isFree(InetAddress address) {
    return !occupied.covers(address);
  }

  /** Whether no running environment has an address in the network. */
  boolean isFree(Subnet network) {
    return !occupied.overlaps(network);
  }

  void requireFree(String what, InetAddress address) {
    for (Claims claims : running) {
      if (claims.cover(address)) {
        throw taken(what + " " + IpAddresses.text(address), claims);
      }
    }
  }

  void requireFree(String what, Subnet network) {
    for (Claims claims : running) {
      if (claims.overlap(network)) {
        throw taken(what + " " + network, claims);
      }
    }
  }

  private static IllegalStateException taken(String what, Claims claims) {
    return new IllegalStateException(
        what
            + " is pinned, but the running environment \""
            + claims.owner
            + "\" has it already. Close that one first, or pin another address, or none: addresses"
            + " that are not pinned are handed out uniquely.");
  }

  /** A topology with all its addresses, which nobody else has until it is closed. */
  public static final class Lease implements AutoCloseable {

    private final Topology topology;
    private final Claims claims;
    private final AddressBook book;

    private Lease(Topology topology, Claims claims, AddressBook book) {
      this.topology = topology;
      this.claims = claims;
      this.book = book;
    }

    /** The topology with every name and address filled in. */
    public Topology topology() {
      return topology;
    }

    /** The address at which the client reaches the server. */
    public InetAddress publicServerAddress() {
      return asSeenByClient(ownPublicServerAddress());
    }

    /** An address outside as the client sees it, which may be behind a NAT64 without a CLAT. */
    public InetAddress asSeenByClient(InetAddress address) {
      return topology.clat().isPresent() ? address : asSeenBehindNat64(address);
    }

    /** An address outside as it is seen over IPv6 where there is a NAT64. */
    public InetAddress asSeenBehindNat64(InetAddress address) {
      return topology.nat64().isEmpty()
          ? address
          : topology.nat64().flatMap(Gateway::nat64).orElseThrow().embed(address);
    }

    private InetAddress ownPublicServerAddress() {
      return publicServerAddress(topology.family())
          .or(() -> publicServerAddress(topology.family().other()))
          .orElseThrow();
    }

    /** The same of one family, if the server's side has any. */
    public Optional<InetAddress> publicServerAddress(AddressFamily family) {
      List<Gateway> gateways = topology.serverGateways();
      return gateways.isEmpty()
          ? topology.server().address(family)
          : gateways.get(gateways.size() - 1).publicAddress(family);
    }

    /** The address that the server's 227 names on connections of a family that it has. */
    public InetAddress advertisedAddress(AddressFamily family) {
      Server server = topology.server();
      return server
          .advertisedAddress(family)
          .or(
              () ->
                  server.advertisesPublicAddress()
                      ? publicServerAddress(family)
                      : server.address(family))
          .orElseThrow();
    }

    /** The server's name, which no name service knows. */
    public String serverName() {
      InetAddress address = publicServerAddress();
      String text = IpAddresses.text(address).replace('.', '-');
      return "ftp-"
          + (address instanceof Inet6Address ? text.replace("::", ":").replace(':', '-') : text)
          + ".ftpnat.test";
    }

    /**
     * Adds an address.
     *
     * @throws IllegalArgumentException if the environment has it already, or is of another family
     * @throws IllegalStateException if another running environment has it, or this one is closed
     */
    public void add(InetAddress address) {
      AddressAssignment.requireHost("gateway address", address);
      if (!topology.families().contains(AddressFamily.of(address))) {
        throw new IllegalArgumentException(
            "gateway address %s: the topology is of %s, and so are its addresses"
                .formatted(IpAddresses.text(address), topology.family().text()));
      }
      book.claim(claims, address);
    }

    /** The single addresses in it. */
    public Set<InetAddress> addresses() {
      return Set.copyOf(claims.addresses);
    }

    /**
     * Whether an address is below the prefix of this environment's NAT64, though it be nobody's: it
     * leads nowhere else.
     */
    public boolean translates(InetAddress address) {
      return claims.translate(address);
    }

    /** Whether an address exists in this environment. */
    public boolean covers(InetAddress address) {
      return claims.cover(address);
    }

    /** Gives the addresses back. */
    @Override
    public void close() {
      book.release(claims);
    }
  }
}
