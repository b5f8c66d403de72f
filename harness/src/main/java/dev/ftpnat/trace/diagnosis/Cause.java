package dev.ftpnat.trace.diagnosis;

/** Why a client in an environment didn't get what it wanted. */
public enum Cause {

  // Control connections -------------------------------------------------------------------------

  /** The client connected to an address that nothing has. */
  NO_SUCH_HOST,
  /**
   * A gateway or the server refused or dropped the client's control connection, or the client has
   * no address of the family that it went to.
   */
  CONTROL_CONNECTION_FAILED,
  /** The TLS handshake on the control connection failed, or one side didn't expect it. */
  CONTROL_TLS_FAILED,
  /** The client doesn't trust the server's certificate, or not for the name that it used. */
  CERTIFICATE_NOT_TRUSTED,
  /** The client refused a certificate that is bad on purpose, as it should. */
  BAD_CERTIFICATE_REFUSED,
  /** An ALG dropped a segment of the control connection, and the dialogue stopped there. */
  ALG_SWALLOWED_SEGMENT,
  /** An ALG cut the control connection. */
  ALG_CLOSED_CONNECTION,
  /** A gateway forgot the control connection as idle, and what was said after that was lost. */
  CONTROL_CONNECTION_FORGOTTEN,
  /**
   * The server ended the session as idle (421), and what the client said after that came to nobody.
   */
  SERVER_TIMED_OUT,
  /** The server refused USER because it requires AUTH TLS before (530). */
  TLS_REQUIRED,
  /** The client asked for TLS and the server refused. */
  TLS_REFUSED,
  /** An ALG refused AUTH, or overwrote it so that the server did. */
  TLS_REFUSED_BY_ALG,
  /** An ALG took AUTH out of the reply to FEAT, and the client didn't try. */
  TLS_HIDDEN_BY_ALG,
  /** An ALG changed bytes of the TLS handshake on the control connection. */
  TLS_BROKEN_BY_ALG,
  /** The server didn't accept user name and password, or the client gave none (530). */
  LOGIN_REFUSED,

  // Commands ------------------------------------------------------------------------------------

  /** The server refused PASV, EPSV, PORT, EPRT or a transfer command: 502, 522, after EPSV ALL. */
  COMMAND_REFUSED,
  /**
   * The server refused PASV, EPSV, PORT or EPRT since it asks for the other family of addresses
   * than the control connection is of: {@code EPSV 2} over IPv4, PASV over IPv6 (522).
   */
  OTHER_FAMILY_REQUESTED,
  /** A transfer command came without PASV, EPSV, PORT or EPRT before it (503). */
  NOT_NEGOTIATED,
  /** A command isn't in UTF-8, mostly for a name that is in another encoding (501). */
  COMMAND_NOT_IN_UTF8,
  /** The server said what a script of the test had it say, or nothing, and the client stopped. */
  SCRIPTED_REPLY,

  // Passive mode --------------------------------------------------------------------------------

  /** 227 named an address behind the server's NAT, nobody rewrote it, the client believed it. */
  PRIVATE_ADDRESS_FOLLOWED,
  /** As before; an ALG would have rewritten it, but couldn't read it under TLS. */
  PRIVATE_ADDRESS_FOLLOWED_BEHIND_BLIND_ALG,
  /** 227 named an address behind the server's NAT, and the client knew better than to go there. */
  PRIVATE_ADDRESS_IGNORED,
  /** A proxy answered PASV and named its own address, and the client went elsewhere. */
  PROXY_ADDRESS_IGNORED,
  /** 227 over IPv6 named an IPv4 address, which led the client nowhere. */
  IPV4_ADDRESS_OVER_IPV6,
  /** The gateway doesn't forward the passive port, and has no ALG that could open it. */
  PASSIVE_PORT_NOT_FORWARDED,
  /** A firewall doesn't let passive connections in to that port, and has no ALG that opens it. */
  PASSIVE_PORT_BLOCKED,
  /** The gateway's ALG would have opened the passive port, but couldn't read it under TLS. */
  PASSIVE_PORT_NOT_OPENED_BY_BLIND_ALG,
  /** The gateway's ALG knows PASV but not EPSV, so it opened nothing for the 229 reply. */
  EPSV_PORT_NOT_OPENED,
  /** The gateway forwards the passive port, but from another port than the server announced. */
  PORT_TRANSLATED,
  /** The gateway had opened the port for one connection; it was used, replaced or has expired. */
  PINHOLE_GONE,
  /** The server had no passive port left to listen on (425). */
  PASSIVE_PORTS_EXHAUSTED,
  /** The server has stopped listening on the passive port, or never did. */
  PASSIVE_PORT_CLOSED,
  /** The reply named an endpoint that was open, and the client didn't connect to it. */
  CLIENT_IGNORED_REPLY,

  /**
   * The data connection seemed to come from another address than the control connection, and the
   * server took it for a stranger's.
   */
  FOREIGN_DATA_REFUSED,

  // Active mode ---------------------------------------------------------------------------------

  /** PORT or EPRT named an address behind the client's NAT, and nobody rewrote it. */
  PRIVATE_ADDRESS_IN_PORT,
  /** As before; an ALG would have rewritten it, but couldn't read it under TLS. */
  PRIVATE_ADDRESS_IN_PORT_BEHIND_BLIND_ALG,
  /** The client's gateway has no mapping for the port in PORT or EPRT. */
  ACTIVE_PORT_NOT_MAPPED,
  /** A firewall before the client doesn't let the server's connection in, and no ALG opens it. */
  ACTIVE_PORT_BLOCKED,
  /** As before; an ALG would have opened the port, but couldn't read PORT or EPRT under TLS. */
  ACTIVE_PORT_NOT_OPENED_BY_BLIND_ALG,
  /** The server's connection came to the client, and nobody listened there. */
  CLIENT_NOT_LISTENING,

  /**
   * The server refused PORT or EPRT since it names another address than the one that the control
   * connection seems to come from.
   */
  FOREIGN_TARGET_REFUSED,
  /** The server refused PORT or EPRT since it names a port below 1024. */
  LOW_TARGET_REFUSED,

  // Both ----------------------------------------------------------------------------------------

  /**
   * The announced address is a loopback address or 0.0.0.0. Whoever believes it connects to its own
   * host.
   */
  LOOPBACK_ADDRESS_ANNOUNCED,
  /** The announced address is nobody's, or none that a connection can be made to. */
  WRONG_ADDRESS_ANNOUNCED,
  /** A gateway before who connected doesn't let connections out to that port. */
  OUTGOING_PORT_BLOCKED,
  /**
   * The server's NAT gave its data connection another public address than the control connection
   * has, and a gateway before the client lets in only what comes from there (RFC 4787 REQ-2).
   */
  UNPAIRED_ADDRESS,
  /** A balancer led the data connection to another server than the session's, which refused it. */
  DATA_AT_OTHER_SERVER,
  /**
   * The connection went from behind the server's gateway to that gateway's public address, and the
   * gateway didn't lead it back in, or so that the answer came from elsewhere (RFC 5382 REQ-8).
   */
  NOT_HAIRPINNED,
  /**
   * A gateway that doesn't let the data connection through accepted it in the other side's place:
   * whoever connected takes it for established, and waits, or sees it reset.
   */
  ACCEPTED_BY_GATEWAY,
  /** An ALG lets no data connections through beside a session that has turned to TLS. */
  DATA_BLOCKED_UNDER_TLS,
  /** A gateway had no port left for the connection. */
  NAT_PORTS_EXHAUSTED,
  /** A gateway's table had no room for the connection. */
  TABLE_FULL,
  /** A gateway let no more attempts be under way that nobody answered. */
  TOO_MANY_HALF_OPEN,
  /** A gateway was rebooted, and what was said or sent after that was lost. */
  GATEWAY_REBOOTED,
  /** A gateway got another public address: connections were lost, or the old one was used. */
  GATEWAY_RENUMBERED,
  /** A gateway forgot the data connection as idle before all had come through. */
  DATA_CONNECTION_FORGOTTEN,
  /** A link was switched off, which cut the connection or kept it from being made. */
  LINK_SWITCHED_OFF,
  /**
   * A toxic on a link cut the connection, lost something that was sent, or held it back too long.
   */
  LINK_TOXIC,
  /** The TLS handshake on the data connection failed. */
  DATA_TLS_FAILED,
  /**
   * The control connection is under TLS and the data connection isn't, as PROT P never came; or the
   * whole session is in clear, and the client began with TLS on a data connection.
   */
  DATA_NOT_PROTECTED,
  /**
   * The client opened a data connection and never said what to transfer, mostly since it waits
   * there for a TLS handshake. Servers begin with that when they have the command.
   */
  NO_TRANSFER_COMMAND,
  /** A file that isn't text was transferred as text, in TYPE A, which changed it. */
  SENT_AS_TEXT,
  /** The server refused the data connection, as its TLS session isn't the one that it wants. */
  TLS_SESSION_NOT_REUSED,
  /**
   * A transfer under TLS ended without {@code close_notify}, which its receiver takes for a cut.
   */
  CLOSE_NOTIFY_MISSING,
  /** The data connection broke off (426), or stood still. */
  TRANSFER_BROKEN_OFF,
  /** The data connection failed in a way that has no other name here. */
  DATA_CONNECTION_FAILED,
  /** The environment was closed when the client connected. */
  ENVIRONMENT_CLOSED;

  /** Whether something was lost between the two ends of a connection that had come about. */
  public boolean isLoss() {
    return switch (this) {
      case ALG_SWALLOWED_SEGMENT,
          ALG_CLOSED_CONNECTION,
          CONTROL_CONNECTION_FORGOTTEN,
          DATA_CONNECTION_FORGOTTEN,
          GATEWAY_REBOOTED,
          GATEWAY_RENUMBERED,
          LINK_SWITCHED_OFF,
          LINK_TOXIC,
          SERVER_TIMED_OUT ->
          true;
      default -> false;
    };
  }
}
