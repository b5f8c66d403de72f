package dev.ftpnat.topology;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.script.Reply;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a hostile server tries with its clients, or somebody who is between the two (RFC 2577, RFC
 * 4217 section 15). A client that withstands still gets its file where it can: the ports that
 * replies name are right, and only the hosts aren't. One that doesn't gets through to a {@linkplain
 * Topology.Decoy decoy}. Nothing real is ever contacted.
 */
public enum Attack {

  // Replies that lead elsewhere, of a server that refuses EPSV ---------------------------------

  /**
   * 227 names 127.0.0.1, and so the client's own services. CVE-2021-37533 (Commons Net before
   * 3.9.0), CVE-2021-4189 (Python's ftplib), CVE-2020-8284 (curl before 7.74.0).
   */
  LOOPBACK_IN_PASV(Aim.CONTACT, "127.0.0.1"),
  /** 227 names 169.254.169.254, where clouds tell virtual machines who they are. */
  METADATA_SERVICE_IN_PASV(Aim.CONTACT, "169.254.169.254"),
  /** 227 names 172.31.255.254, a host in a private network that the client may be in. */
  PRIVATE_HOST_IN_PASV(Aim.CONTACT, "172.31.255.254"),
  /** 227 is right the first time of each session, and names 169.254.169.254 from then on. */
  MOVING_PASV(Aim.CONTACT, "169.254.169.254") {
    @Override
    UnaryOperator<Server.Builder> settings() {
      return server -> server.refuse("EPSV").reply("PASV", elsewhereReply().from(2).perSession());
    }
  },
  /** 229 names 169.254.169.254, where RFC 2428 section 3 leaves the host out. */
  HOST_IN_EPSV(Aim.CONTACT, "169.254.169.254") {
    @Override
    UnaryOperator<Server.Builder> settings() {
      return server ->
          server.reply(
              "EPSV",
              Reply.of(
                      "229 Entering Extended Passive Mode (|1|%s|%s|)"
                          .formatted(elsewhereText(), "{port}"))
                  .executing());
    }
  },

  // TLS that isn't -----------------------------------------------------------------------------

  /** AUTH is refused, as by a man in the middle who wants to read the password. */
  STRIPPED_TLS(Aim.CLEAR_PASSWORD, server -> server.refuse("AUTH")),
  /** {@link ServerCertificate#OTHER_NAME}: another server's. */
  CERTIFICATE_OF_OTHER_NAME(Aim.CERTIFICATE, shows(ServerCertificate.OTHER_NAME)),
  /** {@link ServerCertificate#EXPIRED}: perhaps one whose key was stolen long ago. */
  EXPIRED_CERTIFICATE(Aim.CERTIFICATE, shows(ServerCertificate.EXPIRED)),
  /** {@link ServerCertificate#OTHER_AUTHORITY}: anybody's, under the server's name. */
  CERTIFICATE_OF_OTHER_AUTHORITY(Aim.CERTIFICATE, shows(ServerCertificate.OTHER_AUTHORITY)),
  /** {@link ServerCertificate#SELF_SIGNED}: anybody's, under the server's name. */
  SELF_SIGNED_CERTIFICATE(Aim.CERTIFICATE, shows(ServerCertificate.SELF_SIGNED)),
  /**
   * The control connection is in order, and data connections show {@link
   * ServerCertificate#OTHER_AUTHORITY}: somebody has got hold of them.
   */
  OTHER_AUTHORITY_ON_DATA(Aim.CERTIFICATE, showsOnData(ServerCertificate.OTHER_AUTHORITY)),
  /**
   * The control connection is in order, and data connections show {@link
   * ServerCertificate#OTHER_NAME}, for the same key.
   */
  OTHER_NAME_ON_DATA(Aim.CERTIFICATE, showsOnData(ServerCertificate.OTHER_NAME));

  /** What the attacker has won if the client does it. */
  public enum Aim {
    /** The client connects to {@link Attack#elsewhere()}. */
    CONTACT,
    /** The client sends its password in clear. */
    CLEAR_PASSWORD,
    /** The client goes on under a certificate that is bad: it logs in, or sends or takes a file. */
    CERTIFICATE
  }

  /** What the decoy is called at the address that an attack leads the client to. */
  public static final String DECOY = "decoy";

  private final Aim aim;
  private final Optional<InetAddress> elsewhere;
  private final Optional<UnaryOperator<Server.Builder>> settings;

  Attack(Aim aim, String elsewhere) {
    this.aim = aim;
    this.elsewhere = Optional.of(IpAddresses.of(elsewhere));
    this.settings = Optional.empty();
  }

  Attack(Aim aim, UnaryOperator<Server.Builder> settings) {
    this.aim = aim;
    this.elsewhere = Optional.empty();
    this.settings = Optional.of(settings);
  }

  private static UnaryOperator<Server.Builder> shows(ServerCertificate certificate) {
    return server -> server.certificate(certificate);
  }

  private static UnaryOperator<Server.Builder> showsOnData(ServerCertificate certificate) {
    return server -> server.dataCertificate(certificate);
  }

  /** What it is after. */
  public Aim aim() {
    return aim;
  }

  /**
   * Where it leads the client, if it does. A {@link Topology.Decoy} is there, called {@value
   * #DECOY}, if the client has addresses of its family.
   */
  public Optional<InetAddress> elsewhere() {
    return elsewhere;
  }

  /**
   * A topology with this attack in it; see {@link Topology#withAttack}.
   *
   * @throws IllegalArgumentException if it is about TLS and there is none, or contradicts what the
   *     server does otherwise
   */
  Topology in(Topology topology) {
    try {
      Topology.Builder attacked = topology.toBuilder().server(settings.orElseGet(this::settings));
      elsewhere
          .filter(there -> topology.clientFamilies().contains(AddressFamily.of(there)))
          .ifPresent(there -> attacked.decoy(DECOY, IpAddresses.text(there)));
      return attacked.build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("attack %s: %s".formatted(this, e.getMessage()), e);
    }
  }

  /** What the server does, where it isn't given. */
  UnaryOperator<Server.Builder> settings() {
    return server -> server.refuse("EPSV").reply("PASV", elsewhereReply());
  }

  /** A 227 for a listener of the server's, at the other host. */
  Reply elsewhereReply() {
    return Reply.of(
            "227 Entering Passive Mode (%s,{port-number})."
                .formatted(elsewhereText().replace('.', ',')))
        .executing();
  }

  String elsewhereText() {
    return IpAddresses.text(elsewhere.orElseThrow());
  }
}
