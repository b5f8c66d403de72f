package dev.ftpnat.trace.diagnosis;

import java.util.List;

/**
 * Something to change that would help. Prints as its sentence.
 *
 * @param kind what is to be changed
 * @param with what has to be changed as well, one of these; none if the change helps alone
 * @param gateways the names of the gateways that it is to be made at; none if it isn't about one
 * @param sentence the same in words, with addresses, ports, and the settings of widespread clients
 */
public record WayOut(Kind kind, List<Kind> with, List<String> gateways, String sentence) {

  /** Who has to change something. */
  public enum Side {
    /** The client, by its settings or its code. */
    CLIENT,
    /** Whoever runs the server. */
    SERVER,
    /** Whoever runs a gateway. */
    GATEWAY,
    /** The test, which has made the fault itself. */
    TEST
  }

  /** What can be changed. */
  public enum Kind {

    // The server ------------------------------------------------------------------------------

    /** 227 names the address that clients reach the server at. */
    ANNOUNCE_PUBLIC_ADDRESS(Side.SERVER),
    /** 227 names the address that the server has inside, where a proxy before it connects. */
    ANNOUNCE_INSIDE_ADDRESS(Side.SERVER),
    /** There are more passive ports. */
    WIDEN_PASSIVE_RANGE(Side.SERVER),
    /** The server takes only passive ports that gateways forward. */
    NARROW_PASSIVE_RANGE(Side.SERVER),
    /** The server carries out the command that it refuses. */
    ACCEPT_COMMAND(Side.SERVER),
    /** The server offers AUTH TLS. */
    OFFER_TLS(Side.SERVER),
    /** The server has its control port where no ALG looks. */
    MOVE_CONTROL_PORT(Side.SERVER),
    /** The server takes PORT and EPRT that name another address than it sees. */
    ALLOW_FOREIGN_TARGETS(Side.SERVER),
    /** The server serves data connections from another address than the control connection's. */
    ALLOW_FOREIGN_DATA(Side.SERVER),
    /** The server takes data connections that resume no TLS session, or another one. */
    IGNORE_TLS_SESSION(Side.SERVER),
    /** The server takes uploads under TLS that end without {@code close_notify}. */
    ACCEPT_MISSING_CLOSE_NOTIFY(Side.SERVER),
    /** The server ends downloads under TLS with {@code close_notify}. */
    END_WITH_CLOSE_NOTIFY(Side.SERVER),

    // Gateways --------------------------------------------------------------------------------

    /** The passive ports are forwarded to themselves, or let in where nothing is translated. */
    FORWARD_PASSIVE_PORTS(Side.GATEWAY),
    /** The control port is forwarded, or let in where nothing is translated. */
    FORWARD_CONTROL_PORT(Side.GATEWAY),
    /** What may be connected to from inside is let out. */
    ALLOW_OUTGOING_PORTS(Side.GATEWAY),
    /** The ports that the client listens on in active mode are let in. */
    LET_IN_ACTIVE_PORTS(Side.GATEWAY),
    /** An ALG translates what names the endpoint. */
    TURN_ON_ALG(Side.GATEWAY),
    /** No ALG reads along; before a server, the passive ports are forwarded instead. */
    TURN_OFF_ALG(Side.GATEWAY),
    /** All connections of a host get the same public address. */
    PAIR_ADDRESSES(Side.GATEWAY),
    /** What comes from behind it to its public address is led back in, from that address. */
    LEAD_BACK_IN(Side.GATEWAY),
    /** All connections of a client come to the same server. */
    KEEP_AFFINITY(Side.GATEWAY),
    /** What is forwarded to the server keeps its source. */
    KEEP_SOURCE_ADDRESS(Side.GATEWAY),
    /** Idle connections are remembered for longer. */
    REMEMBER_LONGER(Side.GATEWAY),
    /** Mappings may get more ports. */
    ENLARGE_PORT_RANGE(Side.GATEWAY),
    /** The table has room for more connections. */
    ENLARGE_TABLE(Side.GATEWAY),
    /** More attempts may be under way that nobody answers. */
    ALLOW_MORE_HALF_OPEN(Side.GATEWAY),

    // The client's control connection ---------------------------------------------------------

    /** The client connects to where the server is. */
    CONNECT_TO_SERVER(Side.CLIENT),
    /** AUTH TLS comes before USER, and the handshake after it. */
    USE_AUTH_TLS(Side.CLIENT),
    /** The client begins with the TLS handshake, before anything else. */
    USE_IMPLICIT_TLS(Side.CLIENT),
    /** The client takes TLS off the control connection by CCC, once it has logged in. */
    USE_CCC(Side.CLIENT),
    /** The client uses no TLS. */
    USE_NO_TLS(Side.CLIENT),
    /** The client offers a TLS version and a cipher suite that the server has. */
    OFFER_OTHER_TLS(Side.CLIENT),
    /** The client trusts who has signed the certificate, and uses a name that is in it. */
    TRUST_CERTIFICATE(Side.CLIENT),
    /** The client logs in with the user name and the password of the server. */
    USE_RIGHT_LOGIN(Side.CLIENT),
    /** Each command is sent whole, in a segment of its own. */
    SEND_WHOLE_COMMANDS(Side.CLIENT),
    /** Commands, and the names in them, are in UTF-8. */
    SEND_UTF8(Side.CLIENT),

    // How the client agrees on data connections -----------------------------------------------

    /** Passive mode by EPSV. */
    USE_EPSV(Side.CLIENT),
    /** Passive mode by PASV. */
    USE_PASV(Side.CLIENT),
    /** Passive mode by PASV, at the control connection's address instead of the one in 227. */
    USE_CONTROL_ADDRESS(Side.CLIENT),
    /** Active mode by PORT. */
    USE_PORT(Side.CLIENT),
    /** Active mode by EPRT. */
    USE_EPRT(Side.CLIENT),
    /** EPSV ALL isn't sent. */
    OMIT_EPSV_ALL(Side.CLIENT),
    /** Another command is used for the same. */
    USE_OTHER_COMMAND(Side.CLIENT),
    /** PORT or EPRT names the client's own address. */
    ANNOUNCE_OWN_ADDRESS(Side.CLIENT),
    /** PORT or EPRT names the address of the client's NAT, which forwards the ports to it. */
    ANNOUNCE_OWN_PUBLIC_ADDRESS(Side.CLIENT),
    /** PORT or EPRT names a port of 1024 or more. */
    ANNOUNCE_HIGH_PORT(Side.CLIENT),
    /** Each transfer is preceded by its own PASV, EPSV, PORT or EPRT. */
    NEGOTIATE_EACH_TRANSFER(Side.CLIENT),
    /** The client connects to the endpoint that the reply names. */
    FOLLOW_REPLY(Side.CLIENT),
    /** The client connects once for each reply, soon after it and before the next. */
    CONNECT_ONCE_AND_SOON(Side.CLIENT),
    /** The client listens before it sends PORT or EPRT, until the transfer is over. */
    LISTEN_IN_TIME(Side.CLIENT),
    /** Connections are closed before others are opened. */
    CLOSE_BEFORE_OPENING(Side.CLIENT),
    /** After an attempt that nobody answers, the client waits before the next. */
    RETRY_MORE_SLOWLY(Side.CLIENT),

    // What the client does over data connections ----------------------------------------------

    /** PBSZ 0 and PROT P come after the login. */
    PROTECT_DATA(Side.CLIENT),
    /** Data connections are under TLS as the control connection is. */
    USE_TLS_FOR_DATA(Side.CLIENT),
    /** The transfer command comes before the TLS handshake on the data connection. */
    SEND_COMMAND_FIRST(Side.CLIENT),
    /** TYPE I comes before transfers of files that aren't text. */
    SEND_TYPE_I(Side.CLIENT),
    /** Data connections resume the TLS session of the control connection. */
    RESUME_TLS_SESSION(Side.CLIENT),
    /** After an upload the client reads to the end, and so gets the tickets, before it closes. */
    READ_TO_END(Side.CLIENT),
    /** The client uses TLS 1.2, whose sessions can be resumed again and again. */
    USE_TLS_1_2(Side.CLIENT),
    /** TLS is ended with {@code close_notify} before the connection is closed. */
    SEND_CLOSE_NOTIFY(Side.CLIENT),
    /** The client reads or sends everything, without long pauses. */
    TRANSFER_EVERYTHING(Side.CLIENT),
    /** Neither side pauses for so long during a transfer. */
    AVOID_PAUSES(Side.CLIENT),
    /** What takes too long is transferred in parts. */
    SPLIT_TRANSFERS(Side.CLIENT),

    // What the client does about what may happen ----------------------------------------------

    /** A NOOP comes before the connection has been idle for too long. */
    KEEP_ALIVE(Side.CLIENT),
    /** The client connects and logs in anew after a failure, and resumes a transfer. */
    RECONNECT(Side.CLIENT),
    /** As {@link #RECONNECT}, after it has resolved the server's name anew. */
    RESOLVE_AGAIN(Side.CLIENT),

    // The test --------------------------------------------------------------------------------

    /** The link is switched on, or its toxic removed. */
    REPAIR_LINK(Side.TEST),
    /** The server shows a certificate that is in order. */
    SHOW_VALID_CERTIFICATE(Side.TEST),
    /** The environment is closed after the client has finished. */
    CLOSE_LATER(Side.TEST);

    private final Side side;

    Kind(Side side) {
      this.side = side;
    }

    /** Who has to change it. */
    public Side side() {
      return side;
    }
  }

  public WayOut {
    with = List.copyOf(with);
    gateways = List.copyOf(gateways);
  }

  /** One that helps alone and isn't about a gateway. */
  public static WayOut of(Kind kind, String sentence) {
    return new WayOut(kind, List.of(), List.of(), sentence);
  }

  /** Something to change at a gateway. */
  public static WayOut at(String gateway, Kind kind, String sentence) {
    return new WayOut(kind, List.of(), List.of(gateway), sentence);
  }

  /** Whether it helps if nothing else is changed. */
  public boolean helpsAlone() {
    return with.isEmpty();
  }

  /** The sentence. */
  @Override
  public String toString() {
    return sentence;
  }
}
