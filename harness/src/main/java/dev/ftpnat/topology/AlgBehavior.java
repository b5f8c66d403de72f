package dev.ftpnat.topology;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a gateway's FTP application-level gateway (RFC 2663 section 2.9) understands, and what it
 * does about it. Whichever it is, it sees bytes and nothing else: when a session turns to TLS it
 * goes blind because the bytes are TLS records, not because it was told.
 *
 * <p>Those named for a product do what its source or its manual says; what isn't known of it is
 * said. Only {@link #NETFILTER} and {@link #SUSE_FTP_PROXY} have been compared with the real thing.
 */
public enum AlgBehavior {
  /** No ALG: payload passes untouched, as on cloud NATs, pfSense and today's Linux by default. */
  NONE(new Traits()),
  /**
   * Linux {@code nf_conntrack_ftp} with {@code nf_nat_ftp}: translates the 227 and 229 replies and
   * the PORT and EPRT commands, opens a pinhole for each, and drops what it matches only in part.
   */
  NETFILTER(Traits.all().linux(false)),
  /**
   * As {@link #NETFILTER}, but it knows only PORT and 227. EPRT and 229 pass as they are and
   * nothing is opened for them, as on firewalls older than RFC 2428.
   */
  EPSV_BLIND(new Traits("PORT", "PASV")),
  /**
   * As {@link #NETFILTER} with the module's parameter {@code loose=1}: an address that isn't the
   * sender's own is expected and overwritten as well. The pinhole is for connections to the address
   * that was named, while the text names the gateway's: so a server that announces the gateway's
   * address itself gets its ports opened, and one that announces a third address doesn't. From the
   * source, {@code help} in nf_conntrack_ftp.c and {@code nf_nat_ftp} in nf_nat_ftp.c.
   */
  NETFILTER_LOOSE(Traits.all().linux(true).about(Foreign.EXPECTED)),
  /**
   * FreeBSD's libalias, as natd and ipfw's NAT have it (alias_ftp.c). It looks at what leaves the
   * network behind it: at the commands of a client and the replies of a server there, in segments
   * of at most 128 bytes after one that ended in CRLF. It writes the whole segment anew, in its own
   * words and with a random port from 32768 on, as ipfw does without {@code same_ports}; natd tries
   * the port that was announced first. A 227 without parentheses, an address that isn't the
   * sender's and a port below 1024 pass as they are. A segment that is cut passes as well.
   *
   * <p>Not modelled: that {@code ipfw} opens its rules for it, that 229 is answered for an address
   * that the connection before had (the source keeps it in one place for all connections).
   */
  LIBALIAS(Traits.all().goingOutOnly().partOfNat()),
  /**
   * OpenBSD's ftp-proxy with pf (ftp-proxy.c): it reads whole lines, however they are cut, and
   * forwards line by line. A 227 or 229 counts if PASV or EPSV was the last command; the address in
   * it doesn't, since connections go to the server anyway. It answers in its own words with a
   * random port from 49152 on. It ends the session for a port that it can't read or one below 1024,
   * for a line of more than 500 bytes and for a byte 0 &ndash; so for every TLS handshake.
   *
   * <p>That the server takes the proxy for its client is {@link
   * Gateway.Builder#masqueradesInbound}, if it stands before the server ({@code -R}). Not modelled:
   * that {@code -A} lets nobody but anonymous users in, and that a pinhole is opened for PORT after
   * the server's 200 only.
   */
  OPENBSD_FTP_PROXY(Traits.all().about(Foreign.IGNORED).endsTls().partOfNat()),
  /**
   * The ftp-proxy of SuSE's Proxy Suite, 1.9.2.4 (Debian's package ftp-proxy), as it is by default:
   * no ALG but a host of its own between the two, on the gateway, that ends the connections of
   * both. Before a server it is a reverse proxy ({@code DestinationAddress}), before a client a
   * transparent one ({@code AllowTransProxy}). It has its own greeting, answers PASV and PORT
   * itself and negotiates with the server when the command comes that needs data; and it knows
   * nothing newer than RFC 959: EPSV, EPRT, AUTH, FEAT, MLSD and all that it doesn't know get 500.
   * Compared with the real one.
   *
   * <p>A transparent one names its own address in 227, inside, where nobody listens at the control
   * connection's: so clients that ignore the address in 227 fail, and those that trust it get
   * through. The server sees the gateway for its client ({@link
   * Gateway.Builder#masqueradesInbound}) on control and data connections.
   *
   * <p>Not modelled: that a client is connected to it before the server is asked, so that an
   * unreachable server shows only at USER; its limit of forty sessions in a minute ({@code
   * ForkLimit}); its time-out of 900 s. It is of IPv4 alone: connections of IPv6 pass it by. At
   * most one gateway of a topology has a proxy.
   */
  SUSE_FTP_PROXY(new Traits("PORT", "PASV").about(Foreign.FOLLOWED).partOfNat().proxy()),
  /**
   * Slirp's {@code EMU_FTP} (tcp_subr.c), which libslirp has inherited and turned off since 4.1.0:
   * it looks for {@code ORT} and {@code 27 Entering} anywhere in a segment that leaves the network
   * behind it, and reads six numbers there. It knows neither EPRT nor 229, compares no address: the
   * pinhole leads to whatever was named; and takes a port that the host has free. What follows
   * {@code )} in a 227, as the full stop of many servers, gets a line of its own, which some
   * clients skip and others take for the next reply.
   *
   * <p>The address that it writes is the host's, as in Slirp 1.0. libslirp writes the one that its
   * guest has for the host, which nobody outside reaches; that isn't modelled, nor that anybody may
   * connect to the port.
   */
  SLIRP(new Traits("PORT", "PASV").about(Foreign.FOLLOWED).goingOutOnly().partOfNat()),
  /**
   * Cisco ASA's {@code inspect ftp strict}, from the ASA 5500 configuration guide: what {@link
   * #NETFILTER} translates, and it closes the connection for a command that doesn't end in CRLF, a
   * PORT or 227 without five commas or with more than eight characters behind, a PORT of the server
   * or a 227 of the client, and a port up to 1024; and it overwrites the reply to SYST with X.
   *
   * <p>The guide doesn't say what it does about EPRT and EPSV; it is taken to know them. Nor about
   * AUTH: that is {@link AuthHandling}, and what is no command is closed all the same, as TLS is.
   * Not modelled: that a second command before the reply to the first is denied.
   */
  CISCO_STRICT(Traits.all().endsTls()),
  /**
   * As {@link #NETFILTER}, but it opens nothing: addresses are right afterwards and ports closed
   * unless they are forwarded. None of a product that has been looked at; a NAT whose rewriting and
   * whose filter are two settings does so when only one is set.
   */
  REWRITES_ONLY(Traits.all().opensNothing()),
  /**
   * As {@link #NETFILTER}, but it takes a free port of its own for everything that is announced, as
   * NAPT does (RFC 3022 section 4.4), from 49152 on.
   */
  OTHER_PORTS(Traits.all()),
  /**
   * As {@link #NETFILTER}, but it doesn't compare addresses: whatever is named, the gateway's takes
   * its place, and the pinhole leads to the sender. None of a product that has been looked at.
   */
  ANY_ADDRESS(Traits.all().about(Foreign.IGNORED)),
  /**
   * The ALG of RFC 6384, which only a NAT64 ({@link Gateway.Builder#nat64}) can have: the server
   * gets PASV for EPSV and PORT for EPRT, and what it says in 227 comes back as 229, whatever
   * address it names. It reads whole lines, however they are cut. {@code EPSV ALL} gets 504 and
   * {@code EPSV 1} 522 from itself, as {@code ALGS STATUS64}, {@code ENABLE64} and {@code
   * DISABLE64} get 216 (section 11), and ALGS with any other word 504. In the place of what it
   * answers itself the server gets NOOP; if that has another reply than 200, as before a login on
   * some servers, the control connection is cut (section 12). After AUTH it reads nothing any more,
   * unless the server refuses; it refuses options of Telnet, and doesn't translate its words where
   * LANG has been used (section 5). PASV, PORT, FEAT and all other commands of the client pass as
   * they are (section 10).
   *
   * <p>Not modelled: that it may let the server connect to the client's control port from its port
   * 20 (section 8).
   */
  RFC_6384(new Traits("EPRT", "EPSV").about(Foreign.IGNORED).partOfNat().betweenFamilies());

  /** What an ALG does about an address that isn't its sender's own. */
  public enum Foreign {
    /** It leaves it alone and opens nothing. */
    LEFT_ALONE,
    /** It writes the gateway's over it, and opens the port at the address that was named. */
    EXPECTED,
    /** It writes the gateway's over it, and leads who connects there to what was named. */
    FOLLOWED,
    /** It writes the gateway's over it, and leads who connects there to the sender all the same. */
    IGNORED
  }

  /** What one is told by, apart from what is done in its name. */
  private static final class Traits {

    private final Set<String> commands;
    private boolean opens = true;
    private boolean goingOutOnly;
    private boolean partOfNat;
    private boolean endsTls;
    private boolean proxy;
    private boolean betweenFamilies;
    private Foreign foreign = Foreign.LEFT_ALONE;
    private Optional<Boolean> loose = Optional.empty();

    Traits(String... commands) {
      this.commands = Set.of(commands);
    }

    static Traits all() {
      return new Traits("PORT", "EPRT", "PASV", "EPSV");
    }

    Traits linux(boolean isLoose) {
      loose = Optional.of(isLoose);
      return this;
    }

    Traits opensNothing() {
      opens = false;
      return this;
    }

    Traits goingOutOnly() {
      goingOutOnly = true;
      return this;
    }

    Traits partOfNat() {
      partOfNat = true;
      return this;
    }

    Traits proxy() {
      proxy = true;
      return this;
    }

    Traits betweenFamilies() {
      betweenFamilies = true;
      return this;
    }

    Traits endsTls() {
      endsTls = true;
      return this;
    }

    Traits about(Foreign treatment) {
      foreign = treatment;
      return this;
    }
  }

  private final Traits traits;

  AlgBehavior(Traits traits) {
    this.traits = traits;
  }

  /**
   * Whether it reads this command, or the reply to it.
   *
   * @param command PORT, EPRT, PASV or EPSV, in any case
   */
  public boolean reads(String command) {
    return traits.commands.contains(command.toUpperCase(Locale.ROOT));
  }

  /** Whether it reads anything: all but {@link #NONE} do. */
  public boolean readsAnything() {
    return !traits.commands.isEmpty();
  }

  /** Whether it lets in what was announced. */
  public boolean opensPorts() {
    return traits.opens;
  }

  /** Whether it reads only what hosts behind its gateway say: not the 227 that a client gets. */
  public boolean readsOnlyWhatGoesOut() {
    return traits.goingOutOnly;
  }

  /** Whether it can't be without translation ({@link Gateway.Builder#withoutTranslation}). */
  public boolean isPartOfNat() {
    return traits.partOfNat;
  }

  /** Whether it translates between IPv6 and IPv4, and nothing else. */
  public boolean isBetweenFamilies() {
    return traits.betweenFamilies;
  }

  /** Whether it ends the session at the bytes of a TLS handshake. */
  public boolean endsTls() {
    return traits.endsTls;
  }

  /**
   * Whether it is a proxy that ends control and data connections on the gateway, instead of reading
   * those that pass.
   */
  public boolean isProxy() {
    return traits.proxy;
  }

  /** What it does about an address that isn't its sender's own. */
  public Foreign foreign() {
    return traits.foreign;
  }

  /**
   * How {@code loose} of Linux's {@code nf_conntrack_ftp} is to be set to have this one; empty if
   * it is none of Linux's.
   */
  public Optional<Boolean> loose() {
    return traits.loose;
  }
}
