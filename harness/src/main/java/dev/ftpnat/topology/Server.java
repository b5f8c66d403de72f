package dev.ftpnat.topology;

import dev.ftpnat.internal.family.PerFamily;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.script.Reply;
import dev.ftpnat.script.Script;
import dev.ftpnat.transcript.Transcript;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The FTP server at one end of a {@link Topology}: where it is, what it announces, what it refuses.
 */
public final class Server {

  /** RFC 959 has up to four letters; extensions like XSHA256 have more, and digits. */
  private static final Pattern COMMAND = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

  private static final Pattern FILE = Pattern.compile("[^/\\\\\\p{Cntrl}]+");

  /** 32 MiB: no directory that anybody lists is so large. */
  public static final long ENDLESS = 32L << 20;

  private static final long LARGEST = 1L << 30;

  private static final List<String> ALL_TLS = List.of("TLSv1.2", "TLSv1.3");

  private final PerFamily<InetAddress> addresses;
  private final OptionalInt controlPort;
  private final Optional<TlsMode> tls;
  private final List<String> tlsProtocols;
  private final PortRange passivePorts;
  private final Advertised advertised;
  private final Set<String> refusedCommands;
  private final String username;
  private final String password;
  private final Optional<Duration> acceptTimeout;
  private final Optional<Duration> stallTimeout;
  private final Optional<Duration> connectGiveUp;
  private final ServerPersonality personality;
  private final Optional<Boolean> refusesForeignTargets;
  private final Optional<Boolean> refusesLowTargets;
  private final Optional<ForeignData> foreignData;
  private final boolean obeysCcc;
  private final Map<String, String> listedNames;
  private final OptionalLong endlessListings;
  private final Script script;
  private final Optional<DataTls> dataTls;
  private final ServerCertificate certificate;
  private final Optional<ServerCertificate> dataCertificate;

  /** What is set of it apart. */
  private final Optional<UnaryOperator<DataTls>> sessionReuse;

  /** Which address the 227 reply names. */
  private record Advertised(boolean publicSide, PerFamily<InetAddress> pinned) {}

  private Server(Builder builder) {
    addresses = builder.addresses;
    controlPort = builder.controlPort;
    tls = builder.tls;
    tlsProtocols = List.copyOf(builder.tlsProtocols);
    passivePorts = builder.passivePorts;
    advertised = builder.advertised;
    refusedCommands = Set.copyOf(builder.refusedCommands);
    username = builder.username;
    password = builder.password;
    acceptTimeout = builder.acceptTimeout;
    stallTimeout = builder.stallTimeout;
    connectGiveUp = builder.connectGiveUp;
    personality = builder.personality;
    refusesForeignTargets = builder.refusesForeignTargets;
    refusesLowTargets = builder.refusesLowTargets;
    foreignData = builder.foreignData;
    obeysCcc = builder.obeysCcc;
    listedNames = Map.copyOf(builder.listedNames);
    endlessListings = builder.endlessListings;
    script = builder.script;
    dataTls = builder.dataTls;
    certificate = builder.certificate;
    dataCertificate = builder.dataCertificate;
    sessionReuse = builder.sessionReuse;
  }

  /** A builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this server. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * The server's own address, of the family that the {@linkplain Topology#family() topology is
   * about} if it has both; empty while it is left to the environment to hand one out.
   */
  public Optional<InetAddress> address() {
    return addresses.meant();
  }

  /** The server's own address of a family; empty if it has none, or none yet. */
  public Optional<InetAddress> address(AddressFamily family) {
    return addresses.of(family);
  }

  /** Adds its own addresses that are pinned. */
  void addOwn(Collection<? super InetAddress> all) {
    addresses.all().forEach(all::add);
  }

  /** Adds its addresses that are pinned, those that it announces included. */
  void addPinned(List<InetAddress> all) {
    addresses.addTo(all);
    advertised.pinned().addTo(all);
  }

  /** The same server in a topology that is about a family. */
  Server about(AddressFamily family) {
    return family == addresses.about()
        ? this
        : with(addresses.about(family), advertised.pinned().about(family));
  }

  /** The same server with nothing of the other family. */
  Server in(AddressFamily family) {
    return with(addresses.only(family), advertised.pinned().only(family));
  }

  private Server with(PerFamily<InetAddress> own, PerFamily<InetAddress> announced) {
    Builder same = toBuilder();
    same.addresses = own;
    same.advertised = new Advertised(advertised.publicSide(), announced);
    return same.build();
  }

  /** The port of the control connection; by default 21, and 990 with {@link TlsMode#IMPLICIT}. */
  public int controlPort() {
    return controlPort.orElse(tls() == TlsMode.IMPLICIT ? 990 : 21);
  }

  /**
   * Whether it speaks TLS; by default {@link TlsMode#EXPLICIT}, or {@link TlsMode#NONE} if its
   * personality knows none.
   */
  public TlsMode tls() {
    return tls.orElse(personality.knows(TlsMode.EXPLICIT) ? TlsMode.EXPLICIT : TlsMode.NONE);
  }

  /** The TLS versions it speaks, by their JSSE names; by default TLSv1.2 and TLSv1.3. */
  public List<String> tlsProtocols() {
    return tlsProtocols;
  }

  /** The ports that PASV and EPSV announce; by default 3846-4869. */
  public PortRange passivePorts() {
    return passivePorts;
  }

  /** Whether the 227 reply names the public address of the outermost gateway. */
  public boolean advertisesPublicAddress() {
    return advertised.publicSide();
  }

  /** The address that the 227 reply names if it is fixed; otherwise it names the server's own. */
  public Optional<InetAddress> advertisedAddress() {
    return advertised.pinned().meant();
  }

  /** The address that the 227 reply names on connections of a family, if it is fixed. */
  public Optional<InetAddress> advertisedAddress(AddressFamily family) {
    return advertised.pinned().of(family);
  }

  /** Commands that are answered with 502, in upper case; by default none. */
  public Set<String> refusedCommands() {
    return refusedCommands;
  }

  /** Who may log in; by default {@code ftpnat}. */
  public String username() {
    return username;
  }

  /** With which password; by default {@code secret}. */
  public String password() {
    return password;
  }

  /**
   * How long a transfer in passive mode waits for the client's data connection, and then for each
   * message of the client's TLS handshake on it, before it is answered with 425; by default 10 s.
   * Each personality but {@link ServerPersonality#FTPNAT} has a default, and an answer, of its own.
   */
  public Duration acceptTimeout() {
    return acceptTimeout.orElse(Duration.ofSeconds(10));
  }

  /** What {@link #acceptTimeout()} has been set to; empty if it is at its default. */
  public Optional<Duration> chosenAcceptTimeout() {
    return acceptTimeout;
  }

  /**
   * How long a transfer may stand still, because the client neither sends nor reads, before it is
   * answered with 426; by default 60 s. Each personality but {@link ServerPersonality#FTPNAT} has a
   * default, and an answer, of its own.
   */
  public Duration stallTimeout() {
    return stallTimeout.orElse(personality.stallTimeout());
  }

  /** What {@link #stallTimeout()} has been set to; empty if it is at its default. */
  public Optional<Duration> chosenStallTimeout() {
    return stallTimeout;
  }

  /**
   * How long the server waits for an answer to its SYN in active mode; empty if it is as long as
   * the client's stack does. vsftpd calls it {@code connect_timeout}.
   */
  public Optional<Duration> connectGiveUp() {
    return connectGiveUp;
  }

  /** Whose manners it has; by default {@link ServerPersonality#FTPNAT}. */
  public ServerPersonality personality() {
    return personality;
  }

  /**
   * Whether PORT and EPRT are refused (500) that name another address than the one that the control
   * connection comes from, as the server sees it; by default they aren't, but by all personalities
   * other than {@link ServerPersonality#FTPNAT}.
   */
  public boolean refusesForeignTargets() {
    return refusesForeignTargets.orElse(personality != ServerPersonality.FTPNAT);
  }

  /**
   * Whether PORT and EPRT are refused (504) that name a port below 1024; by default they aren't,
   * but by all personalities other than {@link ServerPersonality#FTPNAT}.
   */
  public boolean refusesLowTargets() {
    return refusesLowTargets.orElse(personality != ServerPersonality.FTPNAT);
  }

  /**
   * What becomes of data connections to passive ports that come from another address than the
   * control connection; by default what the personality does, which is {@link ForeignData#SERVED}
   * for {@link ServerPersonality#FTPNAT}.
   */
  public ForeignData foreignData() {
    return foreignData.orElse(personality.foreignData());
  }

  /**
   * Whether it obeys CCC and goes on in clear: {@link ServerPersonality#FTPNAT} if it was told to,
   * ProFTPD and Pure-FTPd whatever they were told, the others never.
   */
  public boolean obeysCcc() {
    return personality == ServerPersonality.FTPNAT ? obeysCcc : personality.obeysCcc();
  }

  /**
   * The files that it lists under other names, by their own; by default none.
   *
   * @see Builder#listedAs
   */
  public Map<String, String> listedNames() {
    return listedNames;
  }

  /** After how many bytes it cuts listings that have no other end; empty if they have. */
  public OptionalLong endlessListings() {
    return endlessListings;
  }

  /** What it says otherwise than by itself; by default nothing. */
  public Script script() {
    return script;
  }

  /**
   * What it does with TLS on data connections; by default what the personality does, which is
   * {@link DataTls#defaults()} for {@link ServerPersonality#FTPNAT}. Without TLS it says nothing.
   */
  public DataTls dataTls() {
    DataTls others = dataTls.orElseGet(personality::dataTls);
    return sessionReuse.map(set -> set.apply(others)).orElse(others);
  }

  /**
   * Which certificate it shows on control connections; by default {@link ServerCertificate#VALID}.
   */
  public ServerCertificate certificate() {
    return certificate;
  }

  /** Which certificate it shows on data connections; by default that of control connections. */
  public ServerCertificate dataCertificate() {
    return dataCertificate.orElse(certificate);
  }

  /** Collects the settings of a {@link Server}. */
  public static final class Builder {

    private PerFamily<InetAddress> addresses = PerFamily.none();
    private OptionalInt controlPort = OptionalInt.empty();
    private Optional<TlsMode> tls = Optional.empty();
    private List<String> tlsProtocols = ALL_TLS;
    private PortRange passivePorts = new PortRange(3846, 4869);
    private Advertised advertised = new Advertised(false, PerFamily.none());
    private final Set<String> refusedCommands = new TreeSet<>();
    private String username = "ftpnat";
    private String password = "secret";
    private Optional<Duration> acceptTimeout = Optional.empty();
    private Optional<Duration> stallTimeout = Optional.empty();
    private Optional<Duration> connectGiveUp = Optional.empty();
    private ServerPersonality personality = ServerPersonality.FTPNAT;
    private Optional<Boolean> refusesForeignTargets = Optional.empty();
    private Optional<Boolean> refusesLowTargets = Optional.empty();
    private Optional<ForeignData> foreignData = Optional.empty();
    private boolean obeysCcc;
    private final Map<String, String> listedNames = new TreeMap<>();
    private OptionalLong endlessListings = OptionalLong.empty();
    private Script script = Script.NONE;
    private Optional<DataTls> dataTls = Optional.empty();
    private ServerCertificate certificate = ServerCertificate.VALID;
    private Optional<ServerCertificate> dataCertificate = Optional.empty();
    private Optional<UnaryOperator<DataTls>> sessionReuse = Optional.empty();

    private Builder() {}

    private Builder(Server server) {
      addresses = server.addresses;
      controlPort = server.controlPort;
      tls = server.tls;
      tlsProtocols = server.tlsProtocols;
      passivePorts = server.passivePorts;
      advertised = server.advertised;
      refusedCommands.addAll(server.refusedCommands);
      username = server.username;
      password = server.password;
      acceptTimeout = server.acceptTimeout;
      stallTimeout = server.stallTimeout;
      connectGiveUp = server.connectGiveUp;
      personality = server.personality;
      refusesForeignTargets = server.refusesForeignTargets;
      refusesLowTargets = server.refusesLowTargets;
      foreignData = server.foreignData;
      obeysCcc = server.obeysCcc;
      listedNames.putAll(server.listedNames);
      endlessListings = server.endlessListings;
      script = server.script;
      dataTls = server.dataTls;
      certificate = server.certificate;
      dataCertificate = server.dataCertificate;
      sessionReuse = server.sessionReuse;
    }

    /**
     * Pins the server's own address, one of each family; it is private if a gateway that translates
     * stands before the server.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Builder address(String literal) {
      InetAddress address = IpAddresses.of(literal);
      addresses = addresses.with(AddressFamily.of(address), address);
      return this;
    }

    /**
     * Sets the port of the control connection. ALGs look at port 21 only, unless told otherwise.
     *
     * @throws IllegalArgumentException if it is not within 1 to 65535
     */
    public Builder controlPort(int port) {
      controlPort = OptionalInt.of(PortRange.of(port).first());
      return this;
    }

    /** Sets whether the server speaks TLS. */
    public Builder tls(TlsMode mode) {
      tls = Optional.of(Objects.requireNonNull(mode, "mode"));
      return this;
    }

    /**
     * Limits the TLS versions.
     *
     * @throws IllegalArgumentException if one is neither {@code TLSv1.2} nor {@code TLSv1.3}, or
     *     none is given
     */
    public Builder tlsProtocols(String... protocols) {
      List<String> wanted = new ArrayList<>();
      for (String protocol : Objects.requireNonNull(protocols, "protocols")) {
        wanted.add(Objects.requireNonNull(protocol, "protocol"));
      }
      wanted.removeAll(ALL_TLS);
      if (!wanted.isEmpty() || protocols.length == 0) {
        throw new IllegalArgumentException(
            "TLS protocols %s: use one or both of %s".formatted(List.of(protocols), ALL_TLS));
      }
      tlsProtocols = List.of(protocols);
      return this;
    }

    /**
     * Sets the ports that PASV and EPSV announce. No port of the machine is bound for them.
     *
     * @throws IllegalArgumentException if they are not a range within 1 to 65535
     */
    public Builder passivePorts(int first, int last) {
      passivePorts = new PortRange(first, last);
      return this;
    }

    /**
     * Sets the ports that PASV and EPSV announce, as the annotation's {@code passivePorts} does.
     *
     * @param ports a range like {@code "40000-40009"}, or a single port
     * @throws IllegalArgumentException if it is neither, or not within 1 to 65535
     */
    public Builder passivePorts(String ports) {
      Objects.requireNonNull(ports, "ports");
      try {
        passivePorts = PortRange.parse(ports);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("passivePorts \"" + ports + "\" " + e.getMessage(), e);
      }
      return this;
    }

    /** Makes the 227 reply name the server's own address, as a server does that knows no better. */
    public Builder advertiseOwnAddress() {
      advertised = new Advertised(false, PerFamily.none());
      return this;
    }

    /** Makes the 227 reply name the outermost gateway's public address: the server's way out. */
    public Builder advertisePublicAddress() {
      advertised = new Advertised(true, PerFamily.none());
      return this;
    }

    /**
     * Makes the 227 reply name this address, right or wrong, on connections of its family; one of
     * each. It exists only in the environment.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Builder advertise(String literal) {
      InetAddress address = IpAddresses.of(literal);
      advertised =
          new Advertised(false, advertised.pinned().with(AddressFamily.of(address), address));
      return this;
    }

    /**
     * Makes the server answer these commands with 502, whatever their arguments.
     *
     * @throws IllegalArgumentException if one is not the name of a command alone, like {@code PASV}
     */
    public Builder refuse(String... commands) {
      for (String command : Objects.requireNonNull(commands, "commands")) {
        if (!COMMAND.matcher(Objects.requireNonNull(command, "command")).matches()) {
          throw new IllegalArgumentException(
              "refuse(\"%s\"): use the name of a command alone, like \"PASV\"".formatted(command));
        }
        refusedCommands.add(command.toUpperCase(Locale.ROOT));
      }
      return this;
    }

    /** Sets who may log in. */
    public Builder login(String newUsername, String newPassword) {
      username = Objects.requireNonNull(newUsername, "username");
      password = Objects.requireNonNull(newPassword, "password");
      return this;
    }

    /**
     * Sets how long a transfer in passive mode waits for the client's data connection, and then for
     * each message of its TLS handshake, or, where another server is played, for the whole of it.
     * In active mode {@link #connectGiveUp} decides.
     *
     * @throws IllegalArgumentException if it isn't between a millisecond and an hour
     */
    public Builder acceptTimeout(Duration timeout) {
      acceptTimeout = Optional.of(withinAnHour("acceptTimeout", timeout));
      return this;
    }

    /**
     * Sets how long a transfer may stand still in either direction.
     *
     * @throws IllegalArgumentException if it isn't between a millisecond and an hour
     */
    public Builder stallTimeout(Duration timeout) {
      stallTimeout = Optional.of(withinAnHour("stallTimeout", timeout));
      return this;
    }

    /**
     * Sets how long the server waits, in active mode, for an answer to its SYN, before it says 425.
     * By default as long as the {@linkplain Topology#connectGiveUp() client's stack}.
     *
     * @throws IllegalArgumentException if it isn't between a millisecond and an hour
     */
    public Builder connectGiveUp(Duration duration) {
      connectGiveUp = Optional.of(withinAnHour("connectGiveUp", duration));
      return this;
    }

    /**
     * Sets whose manners the server has. What is set otherwise, such as {@link #refuse} or {@link
     * #acceptTimeout}, is kept, and takes precedence over the personality's.
     */
    public Builder personality(ServerPersonality wanted) {
      personality = Objects.requireNonNull(wanted, "personality");
      return this;
    }

    /**
     * Makes the server say something else to a command. Of several replies the first that applies
     * counts: one for all of it, or one for its 1xx reply and one for that which ends it. Given
     * again, the new ones come behind those before.
     *
     * @param command its name, for example {@code PASV}
     * @param replies what is said; see {@link Reply}
     * @throws IllegalArgumentException if it isn't the name of a command alone, or if one of the
     *     replies can't be said, or would never be
     */
    public Builder reply(String command, Reply... replies) {
      script = script.withReplies(command, replies);
      return this;
    }

    /**
     * Sets whether PORT and EPRT are refused that name another address than the one that the
     * control connection comes from, against the bounce attack (RFC 2577 section 3). Nearly all
     * servers do so: vsftpd unless {@code port_promiscuous}, ProFTPD unless {@code
     * AllowForeignAddress}, pyftpdlib unless {@code permit_foreign_addresses}. A client behind a
     * NAT without ALG is refused then, and every client where a gateway {@linkplain
     * Gateway.Builder#masqueradesInbound shows the server its own address}.
     */
    public Builder refuseForeignTargets(boolean refuse) {
      refusesForeignTargets = Optional.of(refuse);
      return this;
    }

    /** Sets whether PORT and EPRT are refused that name a port below 1024 (RFC 2577 section 3). */
    public Builder refuseLowTargets(boolean refuse) {
      refusesLowTargets = Optional.of(refuse);
      return this;
    }

    /**
     * Makes the server greet otherwise: of several the first that applies to a connection, counted
     * over all, counts. {@code greeting(Reply.nothing())} accepts and says nothing.
     *
     * @throws IllegalArgumentException if one can't be said, or would never be
     */
    public Builder greeting(Reply... greetings) {
      script = script.withGreetings(greetings);
      return this;
    }

    /**
     * Sets what becomes of data connections that come from another address than the control one.
     */
    public Builder foreignData(ForeignData consequence) {
      foreignData = Optional.of(Objects.requireNonNull(consequence, "consequence"));
      return this;
    }

    /**
     * Makes the server answer as the one in a log did, command by command, with the addresses and
     * ports of this network in place of the log's. {@link #reply} and {@link #greeting} go before
     * it; what isn't in the log it answers by itself. Who was let in there is let in here, with any
     * name and password. Files and directories that the log has somebody use are there when the
     * environment starts.
     *
     * @param log see {@link Transcript#parse}
     */
    public Builder transcript(Transcript log) {
      script = script.withTranscript(log);
      return this;
    }

    /**
     * Sets whether the server obeys CCC (RFC 4217 section 5): after its reply TLS ends on the
     * control connection, which goes on in clear, so that an ALG can read it again. ProFTPD and
     * Pure-FTPd do, vsftpd and pyftpdlib don't. It has no effect on a {@linkplain #personality
     * personality} other than {@link ServerPersonality#FTPNAT}.
     */
    public Builder obeyCcc(boolean obey) {
      obeysCcc = obey;
      return this;
    }

    /**
     * Lists a file under another name than its own, in LIST, NLST and MLSD, as a server does that
     * wants its clients to write elsewhere: {@code listedAs("report.csv", "../report.csv")}.
     * Commands that name it so get the file. One that isn't there when the environment starts is
     * made.
     *
     * @param file its own name, without a directory
     * @param name what it is listed as; whatever isn't empty, ends of lines included
     * @throws IllegalArgumentException if one is empty, or the first isn't the name of a file alone
     */
    public Builder listedAs(String file, String name) {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(name, "name");
      if (!FILE.matcher(file).matches() || name.isEmpty()) {
        throw new IllegalArgumentException(
            "listedAs(\"%s\", \"%s\"): use the name of a file without its directory, and another one"
                .formatted(file, name));
      }
      listedNames.put(file, name);
      return this;
    }

    /**
     * Makes the server repeat what it has in a listing (LIST, NLST, MLSD) without end, until the
     * client ends the data connection, or has read so much that the server cuts it. It sends as
     * fast as the client reads.
     *
     * @param bytes when it cuts it, for example {@link Server#ENDLESS}
     * @throws IllegalArgumentException if that isn't between 1 and 1 GiB
     */
    public Builder endlessListings(long bytes) {
      if (bytes < 1 || bytes > LARGEST) {
        throw new IllegalArgumentException(
            "endlessListings(%d): not between 1 and %d bytes".formatted(bytes, LARGEST));
      }
      endlessListings = OptionalLong.of(bytes);
      return this;
    }

    /**
     * Makes the server say something that nobody has asked for. {@code FtpNat.server()} does it at
     * any time.
     *
     * @param after how long after each control connection was opened, by the time of the network
     * @param reply what; it counts connections
     * @throws IllegalArgumentException if the time isn't between 0 and 24 h, or it can't be said
     */
    public Builder unasked(Duration after, Reply reply) {
      script = script.withUnasked(after, reply);
      return this;
    }

    /**
     * Sets whether data connections have to resume a TLS session. Those that don't are refused as
     * by those servers that want it so: with {@link SessionReuse#REQUIRED_SAME_CONTROL} as by
     * ProFTPD, else as by vsftpd.
     */
    public Builder sessionReuse(SessionReuse reuse) {
      return sessionReuse(
          reuse,
          reuse == SessionReuse.REQUIRED_SAME_CONTROL ? ReuseRefusal.PROFTPD : ReuseRefusal.VSFTPD);
    }

    /**
     * Sets whether data connections have to resume a TLS session, and how those are refused that
     * don't. What else {@link #dataTls} says stays as it is.
     */
    public Builder sessionReuse(SessionReuse reuse, ReuseRefusal refusal) {
      Objects.requireNonNull(reuse, "reuse");
      Objects.requireNonNull(refusal, "refusal");
      // Not of what the personality does now: it may be set later.
      sessionReuse = Optional.of(it -> it.withReuse(reuse).withRefusal(refusal));
      return this;
    }

    /** Sets what the server does with TLS on data connections, for example as vsftpd does. */
    public Builder dataTls(DataTls settings) {
      dataTls = Optional.of(Objects.requireNonNull(settings, "settings"));
      sessionReuse = Optional.empty();
      return this;
    }

    /** Sets which certificate the server shows, on control and data connections. */
    public Builder certificate(ServerCertificate shown) {
      certificate = Objects.requireNonNull(shown, "certificate");
      return this;
    }

    /**
     * Sets that the server shows another certificate on data connections, as somebody else would
     * who has got hold of them. No TLS session of the control connection is resumed then, since a
     * resumed one shows no certificate.
     */
    public Builder dataCertificate(ServerCertificate shown) {
      dataCertificate = Optional.of(Objects.requireNonNull(shown, "dataCertificate"));
      return this;
    }

    /** Refuses what nobody waits for, nor for so long. */
    static Duration withinAnHour(String name, Duration timeout) {
      Objects.requireNonNull(timeout, name);
      if (timeout.compareTo(Duration.ofMillis(1)) < 0
          || timeout.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException(name + " " + timeout + " is not between 1 ms and 1 h");
      }
      return timeout;
    }

    /**
     * The server.
     *
     * @throws IllegalArgumentException if the control port is one of the passive ports, the
     *     personality doesn't know the TLS mode, a command is refused that has a reply, the
     *     transcript has TLS and the server doesn't, sessions are to be reused or a certificate is
     *     set and there is no TLS, sessions are to be reused under another certificate, or in
     *     another way than {@link #dataTls} or the personality can tell
     */
    public Server build() {
      Server server = new Server(this);
      DataTls ofData = server.dataTls();
      if (!personality.knows(server.tls())) {
        throw new IllegalArgumentException(
            "tls %s: %s knows only %s"
                .formatted(server.tls(), personality, personality.knownTlsModes()));
      }
      if (server.tls() == TlsMode.NONE
          && script.transcript().filter(Transcript::usesTls).isPresent()) {
        throw new IllegalArgumentException(
            "%s has AUTH accepted, and tls(NONE) contradicts that: take tls(EXPLICIT)"
                .formatted(script.transcript().get()));
      }
      for (String command : script.replies().keySet()) {
        if (refusedCommands.contains(command)) {
          throw new IllegalArgumentException(
              "refuse(\"%s\") and reply(\"%s\", …) contradict each other: leave one out"
                  .formatted(command, command));
        }
      }
      if (passivePorts.contains(server.controlPort())) {
        throw new IllegalArgumentException(
            "passivePorts %s contain the control port, %s: use a range without it, or another controlPort"
                .formatted(passivePorts, server.controlPort()));
      }
      if (server.tls() == TlsMode.NONE
          && (dataTls.isPresent() || sessionReuse.isPresent())
          && ofData.reuse().isRequired()) {
        throw new IllegalArgumentException(
            "sessionReuse %s is about TLS, and tls is NONE: use sessionReuse IGNORED, or another tls"
                .formatted(ofData.reuse()));
      }
      requireCertificates(server);
      return server;
    }

    private static void requireCertificates(Server server) {
      boolean twoCertificates = server.dataCertificate() != server.certificate();
      if (server.tls() == TlsMode.NONE
          && (twoCertificates || server.certificate() != ServerCertificate.VALID)) {
        throw new IllegalArgumentException(
            "%s %s is about TLS, and tls is NONE: use another tls, or leave the certificate out"
                .formatted(
                    twoCertificates ? "dataCertificate" : "certificate", server.dataCertificate()));
      }
      if (twoCertificates && server.dataTls().reuse().isRequired()) {
        throw new IllegalArgumentException(
            ("dataCertificate %s contradicts sessionReuse %s: a data connection that resumes a"
                    + " session shows no certificate. Take sessionReuse IGNORED")
                .formatted(server.dataCertificate(), server.dataTls().reuse()));
      }
    }
  }
}
