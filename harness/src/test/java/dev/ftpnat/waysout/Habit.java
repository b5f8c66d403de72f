package dev.ftpnat.waysout;

/** What sets a client apart from one that does everything right, for better or worse. */
enum Habit {

  // The control connection --------------------------------------------------------------------

  /** Connects to an address that nobody has. */
  WRONG_HOST,
  /** Connects to the server's address of the family that the network isn't about. */
  OTHER_FAMILY,
  /** Connects to a port that isn't the server's. */
  WRONG_PORT,
  /** Is on the client host "inside", and connects to the public address. */
  IS_BESIDE_THE_SERVER,
  /** Connects to the server's own address, where it is beside the server. */
  GOES_DIRECTLY,
  /** Connects several times to where nobody answers before it connects to the server. */
  KNOCKS_ELSEWHERE,
  /** Waits, after nobody has answered, until the gateways have forgotten that. */
  KNOCKS_SLOWLY,
  /** Opens a second session beside the first, and lets it ask for a passive port. */
  LEAVES_A_SESSION_OPEN,
  /** Trusts the authorities of the JDK only. */
  DISTRUSTS,
  /** Looks at the certificate after the handshake, and hangs up without a word. */
  DISTRUSTS_SILENTLY,
  /** Looks at the names in the certificate after the handshake, and hangs up without a word. */
  CHECKS_NAMES_LATE,
  /** Offers TLS 1.2 only. */
  OFFERS_OLD_TLS,
  /** Says AUTH TLS and goes on in clear. */
  CLEAR_AFTER_AUTH,
  /** Logs in without waiting for the greeting. */
  SPEAKS_FIRST,
  /** Asks for AUTH TLS only if FEAT offers it, and hangs up if not. */
  TRUSTS_FEAT,
  /** Takes TLS off the control connection when it has logged in. */
  SENDS_CCC,
  /** Says AUTH GSSAPI. */
  OTHER_AUTH,
  /** Has the wrong password. */
  WRONG_PASSWORD,
  /** Sends commands in two segments. */
  CUTS_COMMANDS,
  /** Sends names in ISO-8859-1. */
  SENDS_LATIN_1,

  // Data connections --------------------------------------------------------------------------

  /** Says EPSV ALL before anything else. */
  EPSV_ALL,
  /** Agrees on nothing before it asks for a transfer. */
  DOES_NOT_NEGOTIATE,
  /** Agrees once, for all transfers. */
  NEGOTIATES_ONCE,
  /** Doesn't go to private addresses, but says goodbye. */
  REFUSES_PRIVATE_ADDRESSES,
  /** Never connects. */
  NEVER_CONNECTS,
  /** Goes to the announced endpoint of the reply before the last. */
  FOLLOWS_OLD_REPLY,
  /** Announces a port that it doesn't listen on. */
  DOES_NOT_LISTEN,
  /** Announces an address that nobody has. */
  ANNOUNCES_WRONG_ADDRESS,
  /** Announces the address at which it has reached the server. */
  ANNOUNCES_SERVERS_ADDRESS,
  /** Announces the address of its NAT. */
  ANNOUNCES_PUBLIC_ADDRESS,
  /** Names its IPv4 address in EPRT, whatever the control connection is over. */
  ANNOUNCES_IPV4,
  /** Announces a port below 1024. */
  ANNOUNCES_LOW_PORT,
  /** Doesn't send PROT P, and shakes hands on data connections all the same. */
  LEAVES_OUT_PROT,
  /** Sends in clear over data connections that are to be under TLS. */
  CLEAR_DATA,
  /** Shakes hands on data connections before it says what to transfer. */
  HANDSHAKES_BEFORE_COMMAND,
  /** Never says TYPE I. */
  LEAVES_OUT_TYPE,
  /** Breaks off in the middle. */
  BREAKS_OFF,
  /** Resumes the control connection's TLS session on data connections. */
  RESUMES,
  /** Reads uploads to their end before it closes them. */
  READS_TO_END,
  /** Ends uploads below TLS. */
  ENDS_WITHOUT_CLOSE_NOTIFY,

  // Long transfers ----------------------------------------------------------------------------

  /** Takes seven minutes for a transfer. */
  TAKES_MINUTES,
  /** Pauses for six minutes before each transfer. */
  RESTS_FOR_MINUTES,
  /** Pauses in the middle of a transfer, for longer than an impatient gateway waits. */
  PAUSES,
  /** Says NOOP now and then. */
  KEEPS_ALIVE,
  /** Downloads in two parts. */
  SPLITS,
  /** Connects anew after a failure, to where the server is then, and resumes. */
  RECONNECTS
}
