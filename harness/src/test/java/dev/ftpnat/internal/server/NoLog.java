package dev.ftpnat.internal.server;

import dev.ftpnat.internal.server.spi.ServerLog;
import java.net.SocketAddress;
import java.util.Optional;

/** Forgets everything at once, for tests that say a million commands. */
final class NoLog implements ServerLog {

  @Override
  public void command(long session, String line, boolean encrypted) {}

  @Override
  public void reply(long session, int code, String text, boolean encrypted) {}

  @Override
  public void session(long session, SocketAddress peer) {}

  @Override
  public void transfer(
      long session, String command, long bytes, boolean completed, boolean encrypted) {}

  @Override
  public void handshake(
      long session,
      Channel channel,
      String protocol,
      String cipherSuite,
      boolean resumed,
      Optional<String> failure) {}
}
