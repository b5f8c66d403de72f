package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ServerEvent;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.TraceEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Assertions about TLS, and about gateways that read what isn't under TLS. */
abstract class AbstractSecurityAssert<S extends AbstractSecurityAssert<S>>
    extends AbstractCommandAssert<S> {

  /** Commands that carry what nobody else may know (RFC 959 section 4.1.1). */
  private static final Set<String> CREDENTIALS = Set.of("PASS", "ACCT");

  private static final Set<String> UPLOADS = Set.of("STOR", "STOU", "APPE");

  AbstractSecurityAssert(FtpNat actual, Class<S> type) {
    super(actual, type);
  }

  /**
   * Verifies that the client logged in at least once, and that in each session USER and everything
   * after it came over TLS.
   *
   * <pre>{@code
   * // holds for a client that begins with AUTH TLS, or with TLS from the first byte
   * // fails for one that goes on in clear if the server refuses AUTH, or that says CCC later
   * assertThat(nat).controlWasEncrypted();
   * }</pre>
   *
   * @throws AssertionError if something came in clear, if nobody logged in, or if the record is no
   *     longer complete
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
    return myself;
  }

  /**
   * Verifies that at least one data connection carried something, and that all that did were under
   * TLS.
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
    requireAll(trace, expecting);
    if (trace.transfers().isEmpty()) {
      throw unlike(trace, expecting, "there was no transfer.");
    }
    return myself;
  }

  /**
   * Verifies that no password came in clear (PASS or ACCT without TLS), whatever the server said
   * about TLS.
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
    requireAll(trace, expecting);
    if (trace.replies().isEmpty()) {
      throw unlike(trace, expecting, "no client reached the server.");
    }
    return myself;
  }

  /**
   * Verifies that the client came to see the bad certificate that the server {@linkplain
   * dev.ftpnat.topology.ServerCertificate has been told} to show, and stopped there: no login under
   * it and, if it is that of data connections, no file that was sent or taken whole.
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
        channel == Channel.CONTROL
            ? trace.commands().stream()
                .filter(command -> command.verb().equals("USER") && command.encrypted())
                .toList()
            : trace.transfers().stream()
                .filter(transfer -> transfer.encrypted())
                .filter(transfer -> transfer.completed() || isUpload(transfer))
                .toList();
    if (!went.isEmpty()) {
      throw unlike(trace, expecting, listed("it went on:", went));
    }
    requireAll(trace, expecting);
    boolean shown =
        trace.tlsHandshakes().stream().anyMatch(handshake -> handshake.channel() == channel);
    if (!shown) {
      throw unlike(
          trace,
          expecting,
          "it saw none: there was no TLS handshake of a %s connection."
              .formatted(channel == Channel.CONTROL ? "control" : "data"));
    }
    return myself;
  }

  private static boolean isUpload(Transfer transfer) {
    return transfer.bytes() > 0 && UPLOADS.contains(transfer.verb());
  }

  /**
   * Verifies that an {@linkplain Attack attack} came to nothing: that the client never connected to
   * where it was led ({@link #neverContacted}), never sent a password in clear ({@link
   * #neverSentCredentialsInClear}), or stopped at the certificate ({@link #refusedTheCertificate}).
   *
   * <pre>{@code
   * @FtpNatEnvironment(value = Scenario.DIRECT, attack = Attack.LOOPBACK_IN_PASV)
   * ...
   * assertThat(nat).withstood(Attack.LOOPBACK_IN_PASV);
   * }</pre>
   *
   * @throws AssertionError if it didn't, if the client never came to the reply or the certificate
   *     that the attack consists of, or if the record is no longer complete
   */
  public S withstood(Attack attack) {
    return switch (attack.aim()) {
      case CONTACT -> {
        String there = IpAddresses.text(attack.elsewhere().orElseThrow());
        requireHeard(attack, there);
        yield neverContacted(there);
      }
      case CLEAR_PASSWORD -> neverSentCredentialsInClear();
      case CERTIFICATE -> refusedTheCertificate();
    };
  }

  private void requireHeard(Attack attack, String there) {
    Trace trace = trace();
    boolean heard =
        trace.replies().stream()
            .map(reply -> reply.text().replace(',', '.'))
            .anyMatch(text -> text.contains(there));
    if (!heard) {
      throw unlike(
          trace,
          "the client to have withstood " + attack,
          "it never asked for what leads it to %s.".formatted(there));
    }
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
