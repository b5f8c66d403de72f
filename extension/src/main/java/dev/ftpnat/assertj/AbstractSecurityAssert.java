package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.ClientHost.Intrusion;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.HostileEvent.DataIntrusion;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.ServerEvent;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine.End;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake.FailureKind;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Errand;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.TransferAttempt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Assertions about TLS, and about gateways that read what isn't under TLS. */
abstract class AbstractSecurityAssert<S extends AbstractSecurityAssert<S>>
    extends AbstractCommandAssert<S> {

  /** Commands that carry what nobody else may know (RFC 959 section 4.1.1). */
  private static final Set<String> CREDENTIALS = Set.of("PASS", "ACCT");

  /**
   * What tells an attacker nothing, and is said by clients that have refused a certificate or are
   * about to: QUIT out of politeness, OPTS (RFC 2389) since it depends on nothing, and so lftp has
   * it ready for the end of the handshake and looks at the certificate when it is gone.
   */
  private static final Set<String> AS_REFUSED = Set.of("QUIT", "OPTS");

  /** Those that a login consists of. */
  private static final Set<String> LOGIN = Set.of("USER", "PASS", "ACCT");

  /**
   * 2 MiB: more than what sockets on the way keep of a download for a client that shakes hands and
   * never reads. On Linux that was up to 650 KB in each network.
   */
  private static final long MOST_UNREAD = 2L << 20;

  AbstractSecurityAssert(FtpNat actual, Class<S> type) {
    super(actual, type);
  }

  /**
   * Verifies that the server accepted a login at least once, and that in each session USER and
   * everything after it came over TLS.
   *
   * <pre>{@code
   * // holds for a client that begins with AUTH TLS, or with TLS from the first byte
   * // fails for one that goes on in clear if the server refuses AUTH, or that says CCC later
   * assertThat(nat).controlWasEncrypted();
   * }</pre>
   *
   * @throws AssertionError if something came in clear, if the server accepted no login, or if the
   *     record is no longer complete
   */
  public S controlWasEncrypted() {
    Trace trace = trace();
    String expecting = "all control connections to have been encrypted from USER on";
    Set<Long> loggingIn = new HashSet<>();
    List<Command> clear = new ArrayList<>();
    for (Command command : trace.commands()) {
      if (command.verb().equals("USER")) {
        loggingIn.add(command.session());
      }
      if (loggingIn.contains(command.session()) && !command.encrypted()) {
        clear.add(command);
      }
    }
    if (!clear.isEmpty()) {
      throw unlike(trace, expecting, listed("these commands came in clear:", clear));
    }
    requireAll(trace, expecting);
    if (loggingIn.isEmpty()) {
      throw unlike(trace, expecting, "no USER reached the server.");
    }
    List<Exchange> logins =
        exchanges(trace).filter(exchange -> LOGIN.contains(exchange.verb())).toList();
    if (logins.stream().noneMatch(AbstractSecurityAssert::isLogin)) {
      throw unlike(trace, expecting, listed("nobody was logged in:", logins));
    }
    return myself;
  }

  private static Stream<Exchange> exchanges(Trace trace) {
    return trace.sessions().stream().flatMap(session -> session.exchanges().stream());
  }

  /** 230, or 232 (RFC 2228 section 5) where what TLS knows is enough. */
  private static boolean isLogin(Exchange exchange) {
    return exchange
        .conclusion()
        .filter(reply -> reply.code() == 230 || reply.code() == 232)
        .isPresent();
  }

  /**
   * Verifies that at least one data connection carried something, and that all that did were under
   * TLS. What a client sends in clear where the server waits for TLS counts, too.
   *
   * <pre>{@code
   * // holds for commons-net after execPBSZ(0) and execPROT("P")
   * // fails for an FTPSClient that forgets them: its logins are encrypted, its files aren't
   * assertThat(nat).dataWasEncrypted();
   * }</pre>
   *
   * @throws AssertionError if one was in clear, if there was none, or if the record is no longer
   *     complete
   */
  public S dataWasEncrypted() {
    Trace trace = trace();
    String expecting = "all data connections to have been encrypted";
    List<Transfer> clear =
        trace.transfers().stream().filter(transfer -> !transfer.encrypted()).toList();
    if (!clear.isEmpty()) {
      throw unlike(trace, expecting, listed("these transfers were in clear:", clear));
    }
    List<TlsHandshake> instead =
        trace.tlsHandshakes().stream()
            .filter(each -> each.channel() == Channel.DATA)
            .filter(each -> each.failureKind().equals(Optional.of(FailureKind.CLEAR_TEXT)))
            .toList();
    if (!instead.isEmpty()) {
      throw unlike(
          trace,
          expecting,
          listed("the client sent something in clear where the TLS handshake was due:", instead));
    }
    requireAll(trace, expecting);
    if (trace.transfers().isEmpty()) {
      throw unlike(trace, expecting, "there was no transfer.");
    }
    return myself;
  }

  /**
   * Verifies that no password came in clear (PASS or ACCT without TLS), whatever the server said
   * about TLS, and whether or not it was listening for it: what passed the client's link counts,
   * where the record has that.
   *
   * <pre>{@code
   * // holds for a client that gives up where AUTH is refused
   * // fails for one that goes on without TLS, such as curl with --ssl instead of --ssl-reqd
   * assertThat(nat).neverSentCredentialsInClear();
   * }</pre>
   *
   * @throws AssertionError if one did, if no client came at all, or if the record is no longer
   *     complete
   */
  public S neverSentCredentialsInClear() {
    Trace trace = trace();
    String expecting = "no password to have come in clear";
    List<Command> clear =
        trace.commands().stream()
            .filter(command -> CREDENTIALS.contains(command.verb()) && !command.encrypted())
            .toList();
    if (!clear.isEmpty()) {
      throw unlike(trace, expecting, listed("these did:", clear));
    }
    // Behind the reply to AUTH the server takes what it hears for TLS, and not for commands.
    List<ControlLine> unheard =
        clientLines(trace).filter(line -> CREDENTIALS.contains(verb(line))).toList();
    if (!unheard.isEmpty()) {
      throw unlike(
          trace,
          expecting,
          listed("these passed the client's link, though not as commands to the server:", unheard));
    }
    requireAll(trace, expecting);
    if (trace.replies().isEmpty()) {
      throw unlike(trace, expecting, "no client reached the server.");
    }
    return myself;
  }

  /** What is known to be the client's own words, in clear. */
  private static Stream<ControlLine> clientLines(Trace trace) {
    return trace.controlLines().stream()
        .filter(line -> line.sender() == Party.CLIENT && line.link() == 0);
  }

  private static String verb(ControlLine line) {
    return line.line().strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
  }

  /**
   * Verifies that the client came to see the bad certificate that the server {@linkplain
   * dev.ftpnat.topology.ServerCertificate has been told} to show, and stopped there. Under that of
   * control connections it said no command other than OPTS and QUIT. Under that of data connections
   * it sent nothing, and took no file whole, nor more than 2 MiB of one: so much may be on its way
   * to a client that looks at the certificate after the handshake, and never reads.
   *
   * <p>A TLS handshake that failed before the server could show its certificate, as with no version
   * of TLS in common, isn't enough to have seen it.
   *
   * <pre>{@code
   * // in an environment with attack = Attack.EXPIRED_CERTIFICATE
   * // fails for a client that checks no certificates, such as FTPSClient as it comes
   * assertThat(nat).refusedTheCertificate();
   * }</pre>
   *
   * @throws AssertionError if it went on, if it never came so far, if the certificates are in order
   *     so that there is nothing to refuse, or if the record is no longer complete
   */
  public S refusedTheCertificate() {
    Trace trace = trace();
    String expecting = "the client to have refused the server's certificate";
    Server server = trace.topology().server();
    if (server.certificate().isValid() && server.dataCertificate().isValid()) {
      throw unlike(
          trace,
          expecting,
          "it is in order: have the server show a bad one, by attack or Server.Builder.certificate.");
    }
    Channel channel = server.certificate().isValid() ? Channel.DATA : Channel.CONTROL;
    List<? extends ServerEvent> went =
        channel == Channel.CONTROL ? saidUnderTls(trace) : carriedUnderTls(trace);
    if (!went.isEmpty()) {
      throw unlike(trace, expecting, listed("it went on:", went));
    }
    requireAll(trace, expecting);
    List<TlsHandshake> handshakes =
        trace.tlsHandshakes().stream().filter(each -> each.channel() == channel).toList();
    if (handshakes.stream().noneMatch(AbstractSecurityAssert::mayHaveShownCertificate)) {
      throw unlike(
          trace,
          expecting,
          handshakes.isEmpty()
              ? "it saw none: there was no TLS handshake of a %s connection."
                  .formatted(channel == Channel.CONTROL ? "control" : "data")
              : listed("it saw none: these came to nothing before:", handshakes));
    }
    return myself;
  }

  /** A client that hangs up says nothing, and so may have seen the certificate. */
  private static boolean mayHaveShownCertificate(TlsHandshake handshake) {
    return handshake
        .failureKind()
        .map(kind -> kind == FailureKind.CERTIFICATE_REFUSED || kind == FailureKind.OTHER)
        .orElse(true);
  }

  private static List<Command> saidUnderTls(Trace trace) {
    return trace.commands().stream()
        .filter(command -> command.encrypted() && !AS_REFUSED.contains(command.verb()))
        .toList();
  }

  private static List<Transfer> carriedUnderTls(Trace trace) {
    Set<Transfer> read =
        trace.transferAttempts().stream()
            .filter(AbstractSecurityAssert::isRead)
            .flatMap(attempt -> attempt.transfer().stream())
            .collect(Collectors.toSet());
    return trace.transfers().stream()
        .filter(Transfer::encrypted)
        .filter(transfer -> transfer.completed() || isUpload(transfer) || read.contains(transfer))
        .toList();
  }

  /** Whether so much came to the client that it must have read. */
  private static boolean isRead(TransferAttempt attempt) {
    return attempt.sender() == Party.SERVER
        && attempt.delivery().filter(stream -> stream.delivered() > MOST_UNREAD).isPresent();
  }

  private static boolean is(Errand.Kind kind, Transfer transfer) {
    return Errand.Kind.of(transfer.verb()) == kind;
  }

  private static boolean isUpload(Transfer transfer) {
    return transfer.bytes() > 0 && is(Errand.Kind.UPLOAD, transfer);
  }

  /**
   * Verifies that an {@linkplain Attack attack} came to nothing. By what it is {@linkplain
   * Attack#aim() after}, the client
   *
   * <ul>
   *   <li>never connected to where it was led ({@link #neverContacted}; the error has what it sent
   *       to the decoy there),
   *   <li>never sent a password in clear ({@link #neverSentCredentialsInClear}),
   *   <li>stopped at the certificate ({@link #refusedTheCertificate}), and didn't go on in clear,
   *   <li>sent its password where the reply to USER, as it was said under TLS, asked for it; or
   *       said no more,
   *   <li>gave no file in clear to the host that came first, and took none of it, or was told by
   *       the server that the transfer had failed,
   *   <li>said no command that stood in a name, nor a name with the end of a line in it,
   *   <li>ended the endless listing by itself, or the control connection whose line has no end.
   * </ul>
   *
   * What a client has made of it otherwise isn't seen here: whether it took an empty data
   * connection for an empty file, say, or the beginning of another host's for its own, or found out
   * by SIZE that it had another one.
   *
   * <pre>{@code
   * @FtpNatEnvironment(value = Scenario.DIRECT, attack = Attack.LOOPBACK_IN_PASV)
   * ...
   * assertThat(nat).withstood(Attack.LOOPBACK_IN_PASV);
   * }</pre>
   *
   * @throws AssertionError if it didn't, if the client never came to what the attack consists of,
   *     if the environment has nothing of it, if only the client's directory shows it (see {@link
   *     #withstood(Attack, Path)}), or if the record is no longer complete
   */
  public S withstood(Attack attack) {
    requireStaged(attack);
    return switch (attack.aim()) {
      case CONTACT -> {
        String there = IpAddresses.text(attack.elsewhere().orElseThrow());
        requireHeard(attack, there);
        yield neverContacted(there);
      }
      case CLEAR_PASSWORD -> askedInVain(attack);
      case CERTIFICATE -> refusedAltogether(attack);
      case CLEAR_REPLY -> askedUnderTls(attack);
      case DATA -> keptDataToItself(attack);
      case FILE_ELSEWHERE ->
          throw unlike(
              trace(),
              withstanding(attack),
              "only the client's directory shows that. Take withstood(%s, directory)."
                  .formatted(attack));
      case COMMAND -> saidNoName(attack);
      case ENDLESS -> attack == Attack.ENDLESS_LINE ? endedTheLine(attack) : endedListings(attack);
    };
  }

  /**
   * Verifies the same of a client that was told to write into a directory; of an attack that wants
   * it to write elsewhere ({@link Attack.Aim#FILE_ELSEWHERE}) with {@link #wroteNothingOutside}.
   *
   * @param directory where the client was told to write, for example {@code
   *     temporary.resolve("downloads")}
   * @throws AssertionError as {@link #withstood(Attack)}, or if there is a file elsewhere
   */
  public S withstood(Attack attack, Path directory) {
    if (attack.aim() != Attack.Aim.FILE_ELSEWHERE) {
      return withstood(attack);
    }
    requireStaged(attack);
    return wroteNothingOutside(directory);
  }

  /**
   * Fails if the environment has nothing of what an attack consists of. Where the record shows what
   * came to the client that is asked instead, whoever has staged it; and a record that has lost
   * something fails by itself, and says so.
   */
  private void requireStaged(Attack attack) {
    Trace trace = trace();
    boolean isShown = attack.aim() == Attack.Aim.CONTACT || attack == Attack.ENDLESS_LINE;
    Optional<String> missing = new StagedAttack(attack, trace.topology()).missing();
    if (!isShown && trace.omitted() == 0 && missing.isPresent()) {
      throw unlike(trace, withstanding(attack), missing.get());
    }
  }

  /** What there is to say of an attack that the client didn't meet. */
  private static String unmet(Trace trace, Attack attack, String otherwise) {
    return new StagedAttack(attack, trace.topology()).missing().orElse(otherwise);
  }

  /** No password came in clear, though there was no TLS to be had. */
  private S askedInVain(Attack attack) {
    Trace trace = trace();
    S result = neverSentCredentialsInClear();
    boolean refused =
        exchanges(trace).anyMatch(each -> each.verb().equals("AUTH") && !each.isAccepted());
    if (!refused && !isKeptFromTls(trace, attack)) {
      throw unlike(
          trace,
          withstanding(attack),
          "it never asked for TLS, by AUTH or by FEAT, so that nobody refused that.");
    }
    return result;
  }

  /** Whether a gateway has kept AUTH from the server, or an answer to FEAT the client from AUTH. */
  private static boolean isKeptFromTls(Trace trace, Attack attack) {
    Set<Long> heard =
        exchanges(trace)
            .filter(exchange -> exchange.verb().equals("AUTH"))
            .map(exchange -> exchange.command().session())
            .collect(Collectors.toSet());
    Set<Long> connections =
        trace.only(SessionOpened.class).stream()
            .filter(opened -> heard.contains(opened.session()))
            .map(SessionOpened::connection)
            .collect(Collectors.toSet());
    boolean kept =
        clientLines(trace)
            .filter(line -> verb(line).equals("AUTH"))
            .anyMatch(line -> !connections.contains(line.connection()));
    boolean hidden =
        new StagedAttack(attack, trace.topology()).isAuthHidden()
            && exchanges(trace).anyMatch(each -> each.verb().equals("FEAT") && each.isAccepted());
    return kept || hidden;
  }

  /** A client that goes on without TLS has given the attacker what it wouldn't under TLS. */
  private S refusedAltogether(Attack attack) {
    Trace trace = trace();
    refusedTheCertificate();
    if (new StagedAttack(attack, trace.topology()).isOnData()) {
      List<Transfer> clear =
          trace.transfers().stream()
              .filter(transfer -> !transfer.encrypted() && transfer.bytes() > 0)
              .toList();
      if (!clear.isEmpty()) {
        throw unlike(trace, withstanding(attack), listed("it went on in clear:", clear));
      }
    }
    return neverSentCredentialsInClear();
  }

  /**
   * Verifies that the client has taken a listing, and written no file that stood in it {@linkplain
   * Server.Builder#listedAs under another name} to where that name leads from its directory, if
   * that is outside of it. A part of the file counts, and an empty one that wasn't there before;
   * ends of lines don't matter.
   *
   * <pre>{@code
   * // in an environment with attack = Attack.PARENT_IN_LISTING
   * // fails for a client that puts "../ftpnat-escaped" beside its directory
   * assertThat(nat).wroteNothingOutside(temporary.resolve("downloads"));
   * }</pre>
   *
   * @param directory where the client was told to write
   * @throws AssertionError if it has written there, if it took no listing, if the server lists
   *     nothing under such a name, or if the record is no longer complete
   */
  public S wroteNothingOutside(Path directory) {
    Trace trace = trace();
    String expecting = listed("the client to have written nothing outside of:", List.of(directory));
    Path inside = directory.toAbsolutePath().normalize();
    List<Path> outside = new ArrayList<>();
    List<Path> written = new ArrayList<>();
    trace
        .topology()
        .server()
        .listedNames()
        .forEach(
            (file, name) -> {
              Path there = inside.resolve(name).normalize();
              if (!there.startsWith(inside)) {
                outside.add(there);
                if (new EscapedFile(actual.serverDirectory().resolve(file), there).isWritten()) {
                  written.add(there);
                }
              }
            });
    if (!written.isEmpty()) {
      throw unlike(trace, expecting, listed("it has:", written));
    }
    requireAll(trace, expecting);
    if (outside.isEmpty()) {
      throw unlike(
          trace,
          expecting,
          "the server lists no name that leads there: use an attack, or Server.Builder.listedAs.");
    }
    requireListing(trace, expecting);
    return myself;
  }

  private static String withstanding(Attack attack) {
    return "the client to have withstood " + attack;
  }

  private void requireListing(Trace trace, String expecting) {
    boolean listed =
        trace.transfers().stream()
            .anyMatch(transfer -> is(Errand.Kind.LISTING, transfer) && transfer.bytes() > 0);
    if (!listed) {
      throw unlike(trace, expecting, "it never asked for a listing, or got none.");
    }
  }

  /** In a name a client may well say the command, as in {@code RETR SITE …}: that is no SITE. */
  private S saidNoName(Attack attack) {
    Trace trace = trace();
    List<Command> said =
        trace.commands().stream()
            .filter(
                command ->
                    command.line().stripLeading().startsWith(Attack.COMMAND)
                        || command.line().indexOf('\r') >= 0
                        || command.line().indexOf('\n') >= 0)
            .toList();
    if (!said.isEmpty()) {
      throw unlike(trace, withstanding(attack), listed("it said what stood in a name:", said));
    }
    requireAll(trace, withstanding(attack));
    requireListing(trace, withstanding(attack));
    return myself;
  }

  private S endedListings(Attack attack) {
    Trace trace = trace();
    long limit = trace.topology().server().endlessListings().orElse(Server.ENDLESS);
    List<Transfer> all =
        trace.transfers().stream().filter(transfer -> is(Errand.Kind.LISTING, transfer)).toList();
    List<Transfer> endless = all.stream().filter(transfer -> transfer.bytes() >= limit).toList();
    if (!endless.isEmpty()) {
      throw unlike(
          trace, withstanding(attack), listed("it read until the server cut it:", endless));
    }
    requireAll(trace, withstanding(attack));
    requireListing(trace, withstanding(attack));
    return myself;
  }

  private S endedTheLine(Attack attack) {
    Trace trace = trace();
    String expecting = withstanding(attack);
    // What a proxy reads in the client's place tells nothing of the client.
    boolean isKept = trace.topology().gateways().stream().anyMatch(each -> each.alg().isProxy());
    List<EndlessLine> all = isKept ? List.of() : trace.only(EndlessLine.class);
    List<EndlessLine> read = that(all, End.CUT);
    if (!read.isEmpty()) {
      throw unlike(
          trace, expecting, listed("it read until the server ended the connection:", read));
    }
    requireAll(trace, expecting);
    if (all.isEmpty()) {
      throw unlike(
          trace,
          expecting,
          unmet(trace, attack, "it never asked for a line that has no end, or got none."));
    }
    List<EndlessLine> open = that(all, End.GOES_ON);
    if (!open.isEmpty()) {
      throw unlike(
          trace, expecting, listed("it hasn't ended the connection, so it may read on:", open));
    }
    List<ConnectionEnd> cut =
        all.stream().flatMap(line -> cutOnTheWay(trace, line.session()).stream()).toList();
    if (!cut.isEmpty()) {
      throw unlike(
          trace, expecting, listed("somebody else ended the connection before it could:", cut));
    }
    return myself;
  }

  private static List<EndlessLine> that(List<EndlessLine> all, End end) {
    return all.stream().filter(line -> line.end() == end).toList();
  }

  /** A session's control connection, if a gateway, a link or the environment has ended it. */
  private static Optional<ConnectionEnd> cutOnTheWay(Trace trace, long session) {
    Set<Long> connections =
        trace.only(SessionOpened.class).stream()
            .filter(opened -> opened.session() == session)
            .map(SessionOpened::connection)
            .collect(Collectors.toSet());
    return trace.only(ConnectionEnd.class).stream()
        .filter(end -> connections.contains(end.connection()))
        .filter(end -> end.stream(Party.CLIENT).kind() != StreamEnd.Kind.FIN)
        .filter(AbstractSecurityAssert::isByNoParty)
        .findFirst();
  }

  private static boolean isByNoParty(ConnectionEnd end) {
    List<Place> by =
        Stream.of(Party.values()).flatMap(sender -> end.stream(sender).by().stream()).toList();
    return !by.isEmpty() && by.stream().noneMatch(Party.class::isInstance);
  }

  /** USER under TLS is answered by 331, which was said there; whoever sends no PASS heard 230. */
  private S askedUnderTls(Attack attack) {
    Trace trace = trace();
    List<Command> wrong = new ArrayList<>();
    Set<Long> asked = new HashSet<>();
    Set<Long> waiting = new HashSet<>();
    for (Command command : trace.commands()) {
      if (command.verb().equals("AUTH")) {
        asked.add(command.session());
      } else if (command.verb().equals("USER") && command.encrypted()) {
        waiting.add(command.session());
      } else if (command.verb().equals("PASS")) {
        waiting.remove(command.session());
      } else if (waiting.contains(command.session()) && !command.verb().equals("QUIT")) {
        wrong.add(command);
      }
    }
    if (!wrong.isEmpty()) {
      throw unlike(
          trace,
          withstanding(attack),
          listed("it took what was said in clear for the answer to USER, and went on:", wrong));
    }
    requireAll(trace, withstanding(attack));
    if (asked.isEmpty()) {
      throw unlike(trace, withstanding(attack), "it never asked for TLS.");
    }
    if (exchanges(trace).noneMatch(AbstractSecurityAssert::isFollowedInClear)) {
      throw unlike(
          trace, withstanding(attack), "it never got a reply in clear behind the one to AUTH.");
    }
    return myself;
  }

  private static boolean isFollowedInClear(Exchange exchange) {
    List<Reply> clear = exchange.replies().stream().filter(reply -> !reply.encrypted()).toList();
    return exchange.verb().equals("AUTH") && clear.size() > 1 && clear.get(0).code() == 234;
  }

  private S keptDataToItself(Attack attack) {
    Trace trace = trace();
    String expecting = withstanding(attack);
    Intrusion intrusion = new StagedAttack(attack, trace.topology()).intrusion();
    List<DataIntrusion> all =
        trace.dataIntrusions().stream().filter(each -> each.intrusion() == intrusion).toList();
    List<DataIntrusion> successful =
        all.stream()
            .filter(each -> each.gotSomething() || (each.wasTaken() && wasToldAllWell(trace, each)))
            .toList();
    if (!successful.isEmpty()) {
      throw unlike(trace, expecting, listed("another host came first:", successful));
    }
    requireAll(trace, expecting);
    if (all.isEmpty()) {
      throw unlike(
          trace,
          expecting,
          "it never asked for a data connection that another host could get hold of.");
    }
    boolean tried =
        trace.commands().stream().anyMatch(command -> Errand.isTransfer(command.verb()));
    if (!tried) {
      throw unlike(trace, expecting, "it transferred nothing.");
    }
    return myself;
  }

  /** Whether the first transfer behind it ended well, for all that the client was told. */
  private static boolean wasToldAllWell(Trace trace, DataIntrusion intrusion) {
    boolean transferring = false;
    long session = 0;
    for (TraceEvent event : trace.events()) {
      if (event.at().compareTo(intrusion.at()) < 0) {
        continue;
      }
      if (!transferring && event instanceof Command command && Errand.isTransfer(command.verb())) {
        transferring = true;
        session = command.session();
      } else if (transferring
          && event instanceof Reply reply
          && reply.session() == session
          && reply.code() >= 200) {
        return reply.code() < 300;
      }
    }
    return false;
  }

  private void requireHeard(Attack attack, String there) {
    Trace trace = trace();
    if (!isHeard(trace, attack, there)) {
      requireAll(trace, withstanding(attack));
      throw unlike(
          trace,
          withstanding(attack),
          unmet(trace, attack, "it never asked for what leads it to %s.".formatted(there)));
    }
  }

  /**
   * Whether a reply of that command's has led there: the first of a session, or, of an attack that
   * moves, one behind it.
   */
  private static boolean isHeard(Trace trace, Attack attack, String there) {
    int code = attack == Attack.HOST_IN_EPSV ? 229 : 227;
    Map<Long, List<Boolean>> bySession =
        trace.replies().stream()
            .filter(reply -> reply.code() == code)
            .collect(
                Collectors.groupingBy(
                    Reply::session,
                    Collectors.mapping(
                        reply -> reply.text().replace(',', '.').contains(there),
                        Collectors.toList())));
    return bySession.values().stream()
        .anyMatch(
            leads ->
                attack == Attack.MOVING_PASV
                    ? !leads.get(0) && leads.contains(true)
                    : leads.get(0));
  }

  /**
   * Verifies that there was at least one TLS handshake of a data connection, and that each of them
   * resumed a TLS session, as servers insist on that want to be sure that it is the same client.
   *
   * <pre>{@code
   * // holds for clients that take their data connections' TLS session from the control connection
   * // fails for commons-net's FTPSClient, which doesn't
   * assertThat(nat).dataResumedTlsSession();
   * }</pre>
   *
   * @throws AssertionError if one didn't or failed, if there was none, or if the record is no
   *     longer complete
   */
  public S dataResumedTlsSession() {
    Trace trace = trace();
    String expecting = "the TLS handshakes of all data connections to have resumed a session";
    List<TlsHandshake> all =
        trace.tlsHandshakes().stream()
            .filter(handshake -> handshake.channel() == Channel.DATA)
            .toList();
    List<TlsHandshake> others = all.stream().filter(handshake -> !handshake.resumed()).toList();
    if (!others.isEmpty()) {
      throw unlike(trace, expecting, listed("these didn't:", others));
    }
    requireAll(trace, expecting);
    if (all.isEmpty()) {
      throw unlike(trace, expecting, "there was none.");
    }
    return myself;
  }

  /**
   * Verifies that there was at least one data connection, that all were under TLS, that each
   * resumed a TLS session and that the server refused none for it. Only so a client gets through at
   * vsftpd, ProFTPD and FileZilla Server, as they come.
   *
   * <pre>{@code
   * // holds for curl, lftp, and clients that take the session from the control connection
   * // fails for commons-net's FTPSClient, and for Python's ftplib
   * assertThat(nat).everyDataConnectionResumed();
   * }</pre>
   *
   * <p>Unlike {@link #dataResumedTlsSession()} it fails where something was transferred in clear,
   * and where a client resumed the wrong session and was refused, whatever it did later.
   *
   * @throws AssertionError if one didn't, failed, was refused or was in clear, if there was none,
   *     or if the record is no longer complete
   */
  public S everyDataConnectionResumed() {
    Trace trace = trace();
    String expecting = "every data connection to have resumed a TLS session";
    List<ServerEvent> others = new ArrayList<>();
    for (TraceEvent event : trace.events()) {
      boolean other =
          event instanceof TlsHandshake handshake
                  && handshake.channel() == Channel.DATA
                  && !handshake.resumed()
              || event instanceof TlsSessionRefused refused && refused.resumed()
              || event instanceof Transfer transfer && !transfer.encrypted();
      if (other) {
        others.add((ServerEvent) event);
      }
    }
    if (!others.isEmpty()) {
      throw unlike(trace, expecting, listed("these didn't:", others));
    }
    requireAll(trace, expecting);
    if (trace.dataHandshakes().isEmpty()) {
      throw unlike(trace, expecting, "there was none.");
    }
    return myself;
  }

  /**
   * Verifies that a gateway changed a line of a control connection that begins so.
   *
   * <pre>{@code
   * // holds if the server's NAT has an ALG and replaced the private address in 227
   * // fails if it had no reason to, or couldn't read the reply because it was under TLS
   * assertThat(nat).gatewayRewrote("227");
   * }</pre>
   *
   * @param begin the code of a reply, or a command, as it was before; for example {@code PORT}
   * @throws AssertionError if none did, or if that can't be told: the record has no lines
   */
  public S gatewayRewrote(String begin) {
    isNotNull();
    Trace trace = trace();
    String expecting = listed("a gateway to have rewritten:", List.of(begin));
    LinePassage passage = passage(trace, begin, expecting);
    if (passage.changed().isEmpty()) {
      throw unlike(trace, expecting, "none did" + asFarAsKnown(trace) + ". " + passage.instead());
    }
    return myself;
  }

  /**
   * Verifies that no gateway changed a line of a control connection that begins so. It need not
   * have passed one.
   *
   * <pre>{@code
   * // holds if the reply was under TLS, where no gateway can read it
   * // fails if an ALG replaced the address in it
   * assertThat(nat).noGatewayRewrote("227");
   * }</pre>
   *
   * @param begin the code of a reply, or a command, as it was before; for example {@code PORT}
   * @throws AssertionError if one did, or if that can't be told: the record is no longer complete,
   *     or has no lines
   */
  public S noGatewayRewrote(String begin) {
    isNotNull();
    Trace trace = trace();
    String expecting = listed("no gateway to have rewritten:", List.of(begin));
    LinePassage passage = passage(trace, begin, expecting);
    if (!passage.changed().isEmpty()) {
      throw unlike(trace, expecting, listed("one did:", passage.changed()));
    }
    requireAll(trace, expecting);
    return myself;
  }

  private LinePassage passage(Trace trace, String begin, String expecting) {
    if (!LinePassage.isKnown(trace)) {
      throw unlike(
          trace,
          expecting,
          "the record has no lines of control connections as the gateways saw them, so that can't"
              + " be told");
    }
    return LinePassage.of(trace, begin);
  }
}
