package dev.ftpnat.topology;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.script.Reply;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a hostile server tries with its clients, or somebody who is between the two or comes first
 * (RFC 2577, RFC 4217 section 15). A client that withstands still gets its file where it can: the
 * ports that replies name are right, and only the hosts aren't. One that doesn't gets through to a
 * {@linkplain Topology.Decoy decoy}. Nothing real is ever contacted.
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
  OTHER_NAME_ON_DATA(Aim.CERTIFICATE, showsOnData(ServerCertificate.OTHER_NAME)),
  /**
   * Behind the reply to AUTH, in the same segment and in clear, stands another one: {@code 230
   * Logged in}. A client that keeps it takes it for the answer to its first command under TLS
   * (CVE-2021-22947 in curl before 7.79.0).
   */
  CLEAR_REPLY_BEHIND_AUTH(
      Aim.CLEAR_REPLY,
      server ->
          server.reply(
              "AUTH", Reply.raw("{reply}\r\n230 Logged in, said in clear\r\n").executing())),

  // Other hosts that come first ------------------------------------------------------------------

  /**
   * In passive mode another host connects to the server's port before the client does, and gets the
   * file, or gives one (RFC 2577 section 8): {@link ClientHost.Intrusion#STEALS_PASSIVE_DATA}. It
   * is {@value #INTRUDER}, next to the server if a gateway stands before that. Servers that
   * {@linkplain Server.Builder#foreignData look who comes} keep it out.
   */
  STOLEN_DATA_CONNECTION(Aim.DATA) {
    @Override
    Topology applied(Topology topology) {
      ClientHost.Place place =
          topology.serverGateways().isEmpty()
              ? ClientHost.Place.INTERNET
              : ClientHost.Place.SERVER_NETWORK;
      return intruded(topology, place, ClientHost.Intrusion.STEALS_PASSIVE_DATA);
    }
  },
  /**
   * In active mode another host connects to the client's port before the server does, and gives
   * another file, or gets the client's: {@link ClientHost.Intrusion#INJECTS_ACTIVE_DATA}. It is
   * {@value #INTRUDER}, on the internet. No gateway may be before the client.
   */
  INJECTED_DATA(Aim.DATA) {
    @Override
    Topology applied(Topology topology) {
      return intruded(
          topology, ClientHost.Place.INTERNET, ClientHost.Intrusion.INJECTS_ACTIVE_DATA);
    }
  },

  // Listings -------------------------------------------------------------------------------------

  /** A file is listed as {@code ../ftpnat-escaped}: beside the directory that it is meant for. */
  PARENT_IN_LISTING(Aim.FILE_ELSEWHERE, lists("../" + Names.FILE)),
  /**
   * A file is listed under an absolute name, {@code ftpnat-escaped} in this machine's directory for
   * temporary files.
   */
  ABSOLUTE_NAME_IN_LISTING(Aim.FILE_ELSEWHERE, lists(Names.ABSOLUTE)),
  /**
   * A file is listed under a name with a line feed in it, behind which stands a command, {@value
   * #COMMAND}. A client that asks for the file by that name says the command.
   */
  LINE_FEED_IN_LISTING(Aim.COMMAND, lists(Names.FILE + "\n" + Names.COMMAND)),
  /** The same with a carriage return, which some servers take for the end of a line. */
  CARRIAGE_RETURN_IN_LISTING(Aim.COMMAND, lists(Names.FILE + "\r" + Names.COMMAND)),
  /**
   * Listings have no end. After {@link Server#ENDLESS} bytes the server cuts them, and answers as
   * if the data connection had been lost.
   */
  ENDLESS_LISTING(
      Aim.ENDLESS,
      server -> server.listedAs(Names.FILE, Names.FILE).endlessListings(Server.ENDLESS)),

  // Replies without an end -----------------------------------------------------------------------

  /**
   * The reply to PASS is a line that has no end, under TLS or not; every client reads that one.
   * After {@link Reply#ENDLESS} bytes the server ends the control connection. {@link Reply#endless}
   * has it of any other reply.
   */
  ENDLESS_LINE(
      Aim.ENDLESS, server -> server.reply("PASS", Reply.of("230 Logged in").endless().executing()));

  /** Constants that those above need. */
  private static final class Names {
    static final String FILE = "ftpnat-escaped";
    static final String COMMAND = "SITE ftpnat-injected";
    static final String ABSOLUTE =
        System.getProperty("java.io.tmpdir").replaceFirst("[/\\\\]$", "")
            + System.getProperty("file.separator")
            + FILE;
  }

  /** What the attacker has won if the client does it. */
  public enum Aim {
    /** The client connects to {@link Attack#elsewhere()}. */
    CONTACT,
    /** The client sends its password in clear. */
    CLEAR_PASSWORD,
    /**
     * The client goes on under a certificate that is bad, or in clear instead: it says commands, or
     * sends or takes a file.
     */
    CERTIFICATE,
    /** The client takes for the server's what was said in clear, and goes on under TLS. */
    CLEAR_REPLY,
    /** Another host gets the client's file in clear, or the client takes that host's. */
    DATA,
    /** The client writes a file where it wasn't told to. Only its directory shows it. */
    FILE_ELSEWHERE,
    /** The client says a command that stood in a name. */
    COMMAND,
    /** The client reads as long as there is something. */
    ENDLESS
  }

  /** What the host is called that comes first to data connections. */
  public static final String INTRUDER = "intruder";

  /** What a client says that takes a name for more than one. No server does anything for it. */
  public static final String COMMAND = Names.COMMAND;

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

  /** One that doesn't change the server. */
  Attack(Aim aim) {
    this(aim, UnaryOperator.identity());
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

  private static UnaryOperator<Server.Builder> lists(String name) {
    return server -> server.listedAs(Names.FILE, name);
  }

  private static Topology intruded(
      Topology topology, ClientHost.Place place, ClientHost.Intrusion intrusion) {
    return topology.toBuilder().clientHost(INTRUDER, place).intruder(INTRUDER, intrusion).build();
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
      return applied(topology);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("attack %s: %s".formatted(this, e.getMessage()), e);
    }
  }

  Topology applied(Topology topology) {
    Topology.Builder attacked = topology.toBuilder().server(settings.orElseGet(this::settings));
    elsewhere
        .filter(there -> topology.clientFamilies().contains(AddressFamily.of(there)))
        .ifPresent(there -> attacked.decoy(DECOY, IpAddresses.text(there)));
    return attacked.build();
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
