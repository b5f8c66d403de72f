package dev.ftpnat.kernel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The two ways to use channels: they block, or are waited for with a selector. */
enum Channels {
  BLOCKING {
    @Override
    void await(SelectableChannel channel, int operation) {
      // The operation itself does.
    }
  },
  SELECTED {
    @Override
    void await(SelectableChannel channel, int operation) throws IOException {
      try (Selector selector = Selector.open()) {
        SelectionKey key = channel.register(selector, operation);
        if (selector.select(MILLIS) == 0 || !key.isValid()) {
          throw new SocketTimeoutException("nothing to select");
        }
      }
    }
  };

  private static final int MILLIS = 1_500;

  /** Waits until the channel can do this, if it doesn't wait by itself. */
  abstract void await(SelectableChannel channel, int operation) throws IOException;

  SocketChannel connect(InetSocketAddress target) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(this == BLOCKING);
      if (!channel.connect(target)) {
        await(channel, SelectionKey.OP_CONNECT);
        channel.finishConnect();
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  ServerSocketChannel listen(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.configureBlocking(this == BLOCKING);
    return channel.bind(address);
  }

  SocketChannel accept(ServerSocketChannel listening) throws IOException {
    await(listening, SelectionKey.OP_ACCEPT);
    SocketChannel accepted = listening.accept();
    accepted.configureBlocking(this == BLOCKING);
    return accepted;
  }

  int read(SocketChannel channel, ByteBuffer buffer) throws IOException {
    await(channel, SelectionKey.OP_READ);
    return channel.read(buffer);
  }

  void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      await(channel, SelectionKey.OP_WRITE);
      channel.write(buffer);
    }
  }
}
