package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.io.QuickAck;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.transport.socket.nio.NioProcessor;
import org.apache.mina.transport.socket.nio.NioSession;

/** MINA's I/O of control connections, with what clients say acknowledged at once. */
final class ControlReader extends NioProcessor {

  ControlReader(Executor threads) {
    super(threads);
  }

  /** ABOR may come as urgent data, which belongs to the command (RFC 1123 section 4.1.2.12). */
  @Override
  protected void init(NioSession session) throws Exception {
    if (session.getChannel() instanceof SocketChannel channel) {
      channel.socket().setOOBInline(true);
    }
    super.init(session);
  }

  @Override
  protected int read(NioSession session, IoBuffer buffer) throws Exception {
    int count = super.read(session, buffer);
    if (count > 0 && session.getChannel() instanceof NetworkChannel channel) {
      QuickAck.afterRead(channel);
    }
    return count;
  }
}
