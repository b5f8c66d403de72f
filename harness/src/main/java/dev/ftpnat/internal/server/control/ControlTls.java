package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.internal.server.spi.ServerLog;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.core.write.WriteToClosedSessionException;

/**
 * TLS on one control connection, from its first byte or from the reply to AUTH on.
 *
 * <p>MINA's own filter shakes hands on two threads that it never ends, and lets the records of
 * several threads overtake each other on their way to the socket, which the client sees as a bad
 * record MAC. Here every record is made and passed on under one lock.
 */
public final class ControlTls extends IoFilterAdapter {

  public static final String NAME = "tls";

  private static final String CLEARED = ControlTls.class.getName() + ".cleared";

  /** The content types of TLS (RFC 8446 section 5.1, RFC 6520), which no command begins with. */
  private static final int FIRST_CONTENT_TYPE = 20;

  private static final int LAST_CONTENT_TYPE = 24;

  /** What the client sent under TLS: only what comes in one of these is not in clear. */
  record Decrypted(IoBuffer bytes) {}

  private final SSLEngine engine;
  private final Object lastClearReply;
  private final Queue<WriteRequest> waiting = new ArrayDeque<>();
  private ByteBuffer received = ByteBuffer.allocate(0);
  private final long began = System.currentTimeMillis();
  private Optional<Greeting> greeting = Optional.empty();
  private boolean heard;
  private boolean shookHands;
  private boolean ended;

  /** The reply to CCC, if there is to be one. */
  private Object lastSecretReply;

  /** It has been sent, and the close_notify after it. */
  private boolean cleared;

  /** TLS from the first byte. */
  public ControlTls(TlsSettings settings) throws SSLException {
    this(settings, null);
  }

  /** TLS after a reply to AUTH, which is still sent in clear. */
  public ControlTls(TlsSettings settings, Object lastClearReply) throws SSLException {
    this.lastClearReply = lastClearReply;
    engine = settings.engine();
    engine.beginHandshake();
  }

  /** Whether this session has switched to TLS. */
  public static boolean protects(IoSession session) {
    return session.getFilterChain().contains(NAME);
  }

  /**
   * Ends TLS after this reply, which is still encrypted; the connection goes on in clear (RFC 4217
   * section 5). Some clients answer the close_notify, and some just speak in clear from then on, as
   * curl does unless it is told otherwise.
   */
  public static void clearAfter(IoSession session, Object reply) {
    ControlTls tls = (ControlTls) session.getFilterChain().get(NAME);
    synchronized (tls) {
      tls.lastSecretReply = reply;
    }
    session.setAttribute(CLEARED);
  }

  /** Whether this session has been under TLS and left it. */
  static boolean isCleared(IoSession session) {
    return session.containsAttribute(CLEARED) && !protects(session);
  }

  /** Whether a reply to the session is encrypted. */
  public static boolean protects(IoSession session, WriteRequest reply) {
    return session.getFilterChain().get(NAME) instanceof ControlTls tls
        && tls.lastClearReply != reply.getOriginalMessage();
  }

  /**
   * Whether this reply is the greeting of a session under implicit TLS. It waits for the end of the
   * handshake and is told to the {@link SessionLog} when it is sent, and not if it never is.
   */
  static boolean holdsBack(IoSession session, WriteRequest reply) {
    return session.getFilterChain().get(NAME) instanceof ControlTls tls && tls.holdsBack(reply);
  }

  private synchronized boolean holdsBack(WriteRequest reply) {
    if (lastClearReply != null || shookHands || greeting.isPresent()) {
      return false;
    }
    greeting = Optional.of(new Greeting(reply.getOriginalMessage(), (FtpReply) reply.getMessage()));
    return true;
  }

  /**
   * The greeting under implicit TLS.
   *
   * @param meant by which it is known when it is sent
   * @param said what the log is told then
   */
  private record Greeting(Object meant, FtpReply said) {}

  @Override
  public void filterWrite(NextFilter next, IoSession session, WriteRequest request)
      throws SSLException {
    if (lastClearReply != null && request.getOriginalMessage() == lastClearReply) {
      next.filterWrite(session, request);
      return;
    }
    synchronized (this) {
      if (cleared) {
        next.filterWrite(session, request);
        return;
      }
      waiting.add(request);
      send(next, session);
    }
  }

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message)
      throws SSLException {
    List<IoBuffer> clear = new ArrayList<>();
    Optional<IoBuffer> afterTls = Optional.empty();
    boolean endedNow;
    synchronized (this) {
      if (ended) {
        return;
      }
      append(((IoBuffer) message).buf());
      heard = true;
      try {
        do {
          if (cleared && isInClear()) {
            break;
          }
          send(next, session);
          // Here and not behind the loop: the client may have hung up as soon as it was done.
          noteHandshake(session);
        } while (receive(clear));
      } catch (SSLException e) {
        ended = true;
        if (!shookHands) {
          String why = ClearAlert.in(received).orElseGet(() -> String.valueOf(e.getMessage()));
          SessionLog.of(session).failedToShakeHands(ServerLog.Channel.CONTROL, why);
        }
        // The engine has an alert that tells the client what was wrong.
        send(next, session);
        throw e;
      }
      endedNow = engine.isInboundDone();
      ended = endedNow;
      if (cleared && (endedNow || isInClear())) {
        ended = true;
        afterTls = Optional.of(IoBuffer.wrap(received.flip()));
        session.getFilterChain().remove(this);
      }
    }
    // Without the lock: what follows is not ours, and only this thread receives.
    clear.forEach(buffer -> next.messageReceived(session, new Decrypted(buffer)));
    if (afterTls.isPresent()) {
      if (afterTls.get().hasRemaining()) {
        next.messageReceived(session, afterTls.get());
      }
    } else if (endedNow) {
      next.inputClosed(session);
    }
  }

  /** Whether the client speaks in clear, where its next record would begin. */
  private boolean isInClear() {
    return received.position() > 0
        && (received.get(0) < FIRST_CONTENT_TYPE || received.get(0) > LAST_CONTENT_TYPE);
  }

  private void noteHandshake(IoSession session) {
    // An engine that failed, or was closed before, has nothing more to shake hands about either.
    boolean secured = !engine.getSession().getProtocol().equals("NONE");
    if (!shookHands && secured && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
      shookHands = true;
      SessionLog.of(session).shookHands(ServerLog.Channel.CONTROL, engine.getSession(), began);
    }
  }

  /** Says goodbye, so that the client can tell the end of the session from a cut connection. */
  @Override
  public void filterClose(NextFilter next, IoSession session) throws SSLException {
    synchronized (this) {
      if (session.isConnected()) {
        engine.closeOutbound();
        send(next, session);
      }
    }
    next.filterClose(session);
  }

  /** Some clients just hang up on what they don't like about the handshake. */
  @Override
  public void inputClosed(NextFilter next, IoSession session) throws Exception {
    synchronized (this) {
      if (heard && !shookHands && !ended) {
        ended = true;
        SessionLog.of(session)
            .failedToShakeHands(ServerLog.Channel.CONTROL, "the client closed the connection");
      }
    }
    next.inputClosed(session);
  }

  @Override
  public void sessionClosed(NextFilter next, IoSession session) {
    synchronized (this) {
      ended = true;
      waiting.forEach(ControlTls::fail);
      waiting.clear();
    }
    next.sessionClosed(session);
  }

  /** Sends what the handshake needs, and after it the replies that wait. */
  private void send(NextFilter next, IoSession session) throws SSLException {
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (status == HandshakeStatus.NEED_WRAP) {
        IoBuffer record = encrypt(ByteBuffer.allocate(0));
        if (!record.hasRemaining()) {
          return;
        }
        next.filterWrite(session, new DefaultWriteRequest(record));
      } else if (status == HandshakeStatus.NOT_HANDSHAKING && !waiting.isEmpty()) {
        noteHandshake(session);
        reply(next, session, waiting.remove());
      } else {
        return;
      }
    }
  }

  private void reply(NextFilter next, IoSession session, WriteRequest request) throws SSLException {
    ByteBuffer clear = ((IoBuffer) request.getMessage()).buf();
    IoBuffer records = encrypt(clear);
    if (clear.hasRemaining()) {
      fail(request);
      return;
    }
    greeting
        .filter(held -> held.meant() == request.getOriginalMessage())
        .ifPresent(held -> CommandLogFilter.tell(SessionLog.of(session), held.said(), true));
    // The original request, because whoever made it may wait for it to be written.
    request.setMessage(records);
    next.filterWrite(session, request);
    if (lastSecretReply != null && request.getOriginalMessage() == lastSecretReply) {
      engine.closeOutbound();
      next.filterWrite(session, new DefaultWriteRequest(encrypt(ByteBuffer.allocate(0))));
      cleared = true;
    }
  }

  private static void fail(WriteRequest request) {
    request.getFuture().setException(new WriteToClosedSessionException(request));
  }

  private IoBuffer encrypt(ByteBuffer clear) throws SSLException {
    IoBuffer records = IoBuffer.allocate(0).setAutoExpand(true);
    SSLEngineResult result;
    do {
      ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      result = engine.wrap(clear, record);
      record.flip();
      records.put(record);
    } while (clear.hasRemaining() && result.getStatus() == Status.OK);
    return records.flip();
  }

  /** Decrypts one record, and tells whether to go on. */
  private boolean receive(List<IoBuffer> clear) throws SSLException {
    IoBuffer text = IoBuffer.allocate(engine.getSession().getApplicationBufferSize());
    received.flip();
    SSLEngineResult result = engine.unwrap(received, text.buf());
    received.compact();
    if (result.bytesProduced() > 0) {
      clear.add(text.flip());
    }
    return result.getStatus() == Status.OK
        && (result.bytesConsumed() > 0 || result.bytesProduced() > 0);
  }

  private void append(ByteBuffer bytes) {
    if (received.remaining() < bytes.remaining()) {
      received.flip();
      ByteBuffer larger =
          ByteBuffer.allocate(
              Math.max(
                  engine.getSession().getPacketBufferSize(),
                  received.remaining() + bytes.remaining()));
      received = larger.put(received);
    }
    received.put(bytes);
  }
}
