package dev.ftpnat.internal.server.session;

import java.util.function.UnaryOperator;
import org.apache.mina.core.session.IoSession;

/**
 * What a session encrypts instead of its replies, where the network can't do to them under TLS what
 * it does to them in clear.
 */
public final class SecretReplies {

  private static final String ATTRIBUTE = SecretReplies.class.getName();

  private final UnaryOperator<byte[]> replacement;

  private SecretReplies(UnaryOperator<byte[]> replacement) {
    this.replacement = replacement;
  }

  /** Says what it is. */
  public static void plant(IoSession session, UnaryOperator<byte[]> replacement) {
    session.setAttribute(ATTRIBUTE, new SecretReplies(replacement));
  }

  /** Replies as a session has to encrypt them. */
  public static byte[] of(IoSession session, byte[] replies) {
    return session.getAttribute(ATTRIBUTE) instanceof SecretReplies planted
        ? planted.replacement.apply(replies)
        : replies;
  }
}
