package dev.ftpnat.internal.server.personality.conversation;

import dev.ftpnat.internal.server.control.ControlTls;
import dev.ftpnat.internal.server.data.DataServices;
import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.SaidReply;
import dev.ftpnat.internal.server.session.ClientAddress;
import dev.ftpnat.internal.server.session.ServerTime;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.impl.FtpIoSession;

/**
 * The client of one session, and what the server has for it.
 *
 * @param description how the server is configured
 * @param habits how it behaves, with what the description says otherwise
 * @param home the directory that clients see as {@code /}
 * @param tls null if the server knows no TLS
 */
public record Partner(
    FtpIoSession session,
    DataServices services,
    Server description,
    Habits habits,
    Path home,
    TlsSettings tls) {

  public void say(SaidReply reply) {
    session.write(reply);
  }

  /** Says it below TLS, if the session is under it. */
  public void sayInClear(SaidReply reply) {
    ControlTls.sayInClear(session, reply);
  }

  /** The session ends, as nothing that counts has come for so long. */
  void timedOut(Duration idle, boolean anySign) {
    SessionLog.of(session).timedOut(idle, anySign);
  }

  /** Closes the control connection behind what has been said. */
  public void hangUp() {
    session.closeOnFlush();
  }

  public boolean isEncrypted() {
    return ControlTls.protects(session);
  }

  /** Says it in clear, and everything after it under TLS. */
  public void startTls(SaidReply reply) {
    try {
      // First the filter, then the reply: the client's handshake may follow at once.
      session.getFilterChain().addFirst(ControlTls.NAME, new ControlTls(tls, reply));
    } catch (SSLException e) {
      throw new IllegalStateException("TLS can't be started", e);
    }
    session.write(reply);
  }

  /** Says it under TLS, and everything after it in clear (RFC 4217 section 5). */
  public void endTls(SaidReply reply) {
    ControlTls.clearAfter(session, reply);
    session.write(reply);
  }

  /** Whether data connections are private from now on. */
  public void protectData(boolean wanted) {
    session.getDataConnection().setSecure(wanted);
  }

  public boolean protectsData() {
    return data().isSecure();
  }

  public SessionDataConnections data() {
    return SessionDataConnections.of(session);
  }

  public ServerTime time() {
    return services.time();
  }

  public Executor threads() {
    return services.threads();
  }

  /** Where the client is, as the server sees it. */
  public InetAddress clientAddress() {
    return ClientAddress.of(session);
  }

  public int clientPort() {
    return ((InetSocketAddress) session.getRemoteAddress()).getPort();
  }

  /** Where the client connected to. */
  public InetSocketAddress serverAddress() {
    return (InetSocketAddress) session.getLocalAddress();
  }

  /** The server's own address, which clients needn't know. */
  public InetAddress ownAddress() {
    return description.address().orElseGet(() -> serverAddress().getAddress());
  }

  /** Whether the server's checks let it connect there in active mode. */
  public boolean mayConnectTo(Endpoint target) {
    return !isForeign(target) && !isLow(target);
  }

  /** Whether that is another host than the client's, and the server minds. */
  public boolean isForeign(Endpoint target) {
    return description.refusesForeignTargets() && data().isForeign(target.address());
  }

  /** Whether that is a port below 1024, and the server minds. */
  public boolean isLow(Endpoint target) {
    return description.refusesLowTargets() && HostPort.isPrivileged(target.port());
  }

  /** The next transfer goes there. */
  public void connectTo(Endpoint target) {
    data().initActiveDataConnection(new InetSocketAddress(target.address(), target.port()));
  }

  /** What the parts of an EPRT mean, if they are of the session's address family. */
  public Optional<Endpoint> namedByEprt(String[] parts) {
    boolean isIpv6 = data().family() == AddressFamily.IPV6;
    Optional<Endpoint> named =
        switch (parts[0]) {
          case "1" -> HostPort.ipv4(parts[1], parts[2]);
          case "2" -> isIpv6 ? HostPort.ipv6(parts[1], parts[2]) : Optional.empty();
          default -> Optional.empty();
        };
    // What a client's real socket has for an address may be of the other family, and is meant.
    return named
        .map(this::meant)
        .filter(meant -> AddressFamily.of(meant.address()) == data().family());
  }

  /** What a client means that announces this endpoint in PORT or EPRT. */
  public Endpoint meant(Endpoint announced) {
    return services.network().meant(announced, data().family(), data().peer());
  }
}
