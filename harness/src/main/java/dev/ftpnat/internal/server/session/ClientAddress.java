package dev.ftpnat.internal.server.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.mina.core.session.IoSession;

/**
 * The address that a control connection comes from, as the server's host sees it on its network:
 * the client's, or that of the last gateway which masquerades it.
 */
public final class ClientAddress {

  private static final String ATTRIBUTE = ClientAddress.class.getName();

  private ClientAddress() {}

  /** Says what it is where the network brings the connection otherwise than by a socket. */
  public static void plant(IoSession session, InetAddress source) {
    session.setAttribute(ATTRIBUTE, source);
  }

  /** That of a session. */
  public static InetAddress of(IoSession session) {
    return session.getAttribute(ATTRIBUTE) instanceof InetAddress planted
        ? planted
        : ((InetSocketAddress) session.getRemoteAddress()).getAddress();
  }
}
