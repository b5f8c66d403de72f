package dev.ftpnat.internal.server.session;

import dev.ftpnat.internal.ftp.TransferCommands;
import dev.ftpnat.internal.server.spi.ServerLog;
import dev.ftpnat.internal.server.spi.ServerLog.LineProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.mina.core.session.IoSession;

/** Tells the {@link ServerLog} what happens in one session. */
public final class SessionLog {

  private static final String ATTRIBUTE = SessionLog.class.getName();

  private final long number;
  private final ServerLog log;

  /** The command that the transfer belongs to which may be going on. */
  private volatile String transferring = "";

  private volatile String verb = "";

  private volatile boolean mayTakeLong;

  private SessionLog(long number, ServerLog log) {
    this.number = number;
    this.log = log;
  }

  /** Gives a session its log. */
  public static SessionLog plant(IoSession session, long number, ServerLog log) {
    SessionLog planted = new SessionLog(number, log);
    session.setAttribute(ATTRIBUTE, planted);
    log.session(number, session.getRemoteAddress());
    return planted;
  }

  /** The log of a session. */
  public static SessionLog of(IoSession session) {
    return (SessionLog) session.getAttribute(ATTRIBUTE);
  }

  public void command(String line, boolean encrypted) {
    log.command(number, line, encrypted);
  }

  public void reply(int code, String text, boolean encrypted) {
    log.reply(number, code, text, encrypted);
  }

  /**
   * What is said now is scripted.
   *
   * @param command the command that is answered; empty if nobody has asked
   * @param source where the script has it, in words
   * @param silent whether nothing is said
   * @param ends whether the control connection ends after it
   */
  public void scripted(String command, String source, boolean silent, boolean ends) {
    log.scripted(number, command, source, silent, ends);
  }

  /**
   * A line that has no end is sent from now on.
   *
   * @param command the command that is answered; empty if nobody has asked
   * @param beginning how it begins
   * @param progress tells how far it has come, whenever it is asked
   */
  public void endless(
      String command, byte[] beginning, boolean encrypted, Supplier<LineProgress> progress) {
    log.endless(number, command, beginning, encrypted, progress);
  }

  /** The client has left the path of the log that is played. */
  public void departed(String what) {
    log.departed(number, what);
  }

  /** Whether a command waits for the network while it is executed, for as long as that takes. */
  public static boolean waits(String command) {
    return TransferCommands.isTransfer(command);
  }

  /** A command is executed now, after those before it. */
  public void executing(FtpRequest request) {
    if (waits(request.getCommand())) {
      mayTakeLong = true;
      transferring = request.getRequestLine();
      verb = request.getCommand();
    }
  }

  /** The command is done, and its reply written. */
  public void executed() {
    mayTakeLong = false;
  }

  /** Whether a command is executed that waits for the network, for as long as that takes. */
  public boolean mayTakeLong() {
    return mayTakeLong;
  }

  /** A file that isn't text was transferred as text. */
  public void transferredAsText(long fileBytes, long sentBytes) {
    log.transferredAsText(number, transferring, fileBytes, sentBytes);
  }

  /** A transfer has ended. */
  public void transferred(long bytes, boolean completed, boolean encrypted) {
    log.transfer(number, transferring, bytes, completed, encrypted);
  }

  /** The command that is executed, without its argument. */
  public String verb() {
    return verb;
  }

  /** Whether it is a listing that is sent in the transfer that may be going on. */
  public boolean isListing() {
    return TransferCommands.isListing(verb);
  }

  /** Whether the client is the one to send in the transfer that may be going on. */
  public boolean isUpload() {
    return TransferCommands.isUpload(verb);
  }

  /**
   * The client and the server have shaken hands.
   *
   * @param resumed whether they resumed an earlier session
   */
  public void shookHands(ServerLog.Channel channel, SSLSession tls, boolean resumed) {
    log.handshake(
        number, channel, tls.getProtocol(), tls.getCipherSuite(), resumed, Optional.empty());
  }

  /** A data connection is refused for its TLS session. */
  public void sessionRefused(boolean resumed) {
    log.sessionRefused(number, resumed);
  }

  /** A data connection under TLS ended without {@code close_notify}. */
  public void endedUncleanly(boolean byClient) {
    log.endedUncleanly(number, byClient);
  }

  /** The client began a TLS handshake on a data connection that is in clear. */
  public void sawHandshakeInClear() {
    log.handshakeInClear(number, transferring);
  }

  /** The session ends, as nothing that counts has come for so long. */
  public void timedOut(Duration idle, boolean anySign) {
    log.timedOut(number, idle, anySign);
  }

  /** A handshake failed. */
  public void failedToShakeHands(ServerLog.Channel channel, String why) {
    log.handshake(number, channel, "", "", false, Optional.of(why));
  }
}
