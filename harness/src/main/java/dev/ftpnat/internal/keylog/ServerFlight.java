package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * What a server's first messages tell anybody who sees them, in clear as they are: the version, and
 * whether an earlier session is resumed. It depends on no TLS library's own account of it, and
 * never fails. Used by one thread at a time.
 */
public final class ServerFlight {

  private static final int NEW_SESSION_TICKET = 4;

  private HandshakeStream stream = new HandshakeStream();
  private Optional<ServerHello> hello = Optional.empty();
  private boolean resumed;
  private boolean over;

  /** Bytes that the server sends, in their order; once it {@link #isOver} they are ignored. */
  public void add(byte[] bytes, int offset, int length) {
    if (over) {
      return;
    }
    try {
      stream.add(bytes, offset, length);
      for (Optional<Item> item = stream.next();
          item.isPresent() && !over;
          item = over ? Optional.empty() : stream.next()) {
        take(item.get());
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      // An alert, or no TLS at all.
      over = true;
    }
    if (over) {
      stream = new HandshakeStream();
    }
  }

  private void take(Item item) {
    if (hello.isPresent()) {
      // TLS 1.2: an abbreviated handshake goes on without a certificate (RFC 5246 section 7.3,
      // RFC 5077 section 3.1).
      resumed =
          item.content() == HandshakeStream.CHANGE_CIPHER_SPEC
              || item.message() == NEW_SESSION_TICKET;
      over = true;
    } else if (item.message() == ServerHello.TYPE) {
      ServerHello parsed = ServerHello.parse(item);
      if (parsed.asksForAnother()) {
        return;
      }
      hello = Optional.of(parsed);
      if (parsed.version() == ServerHello.TLS13) {
        resumed = parsed.resumed().isPresent();
        over = true;
      }
    }
  }

  /** Whether there is nothing more to learn. */
  public boolean isOver() {
    return over;
  }

  /** Whether the server has chosen TLS 1.3. */
  public boolean isTls13() {
    return hello.filter(chosen -> chosen.version() == ServerHello.TLS13).isPresent();
  }

  /** Whether it resumes an earlier session, as far as is known by now. */
  public boolean isResumed() {
    return resumed;
  }
}
