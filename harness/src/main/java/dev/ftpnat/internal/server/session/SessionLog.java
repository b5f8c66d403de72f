package dev.ftpnat.internal.server.session;

import dev.ftpnat.internal.server.spi.ServerLog;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.mina.core.session.IoSession;

/** Tells the {@link ServerLog} what happens in one session. */
public final class SessionLog {

  private static final String ATTRIBUTE = SessionLog.class.getName();

  private static final Set<String> TRANSFERS =
      Set.of("RETR", "STOR", "APPE", "STOU", "LIST", "NLST", "MLSD");

  private final long number;
  private final ServerLog log;

  /** The command that the transfer belongs to which may be going on. */
  private volatile String transferring = "";

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

  /** Whether a command waits for the network while it is executed, for as long as that takes. */
  public static boolean waits(String command) {
    return TRANSFERS.contains(command);
  }

  /** A command is executed now, after those before it. */
  public void executing(FtpRequest request) {
    if (waits(request.getCommand())) {
      mayTakeLong = true;
      transferring = request.getRequestLine();
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

  /**
   * The client and the server have shaken hands.
   *
   * @param began when, in milliseconds; a session that is older than that was resumed
   */
  public void shookHands(ServerLog.Channel channel, SSLSession tls, long began) {
    log.handshake(
        number,
        channel,
        tls.getProtocol(),
        tls.getCipherSuite(),
        tls.getCreationTime() < began,
        Optional.empty());
  }

  /** A handshake failed. */
  public void failedToShakeHands(ServerLog.Channel channel, String why) {
    log.handshake(number, channel, "", "", false, Optional.of(why));
  }
}
