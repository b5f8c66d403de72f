package dev.ftpnat.internal.server.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.FtpSession;

/**
 * Watches over one transfer of MINA's, and makes every failure of the connection look like one:
 * MINA's commands answer 426 to a {@link SocketException} only, and blame the file (551) for
 * whatever else TLS throws, or what an abort leaves behind.
 */
final class DataTransfer implements DataConnection {

  private final DataConnection connection;
  private final DataSocket socket;
  private final Disguise disguise;
  private final TransferProgress transfer;
  private final Closeable watch;
  private final LongConsumer onChangedContent;
  private final Consumer<Boolean> onEnd;

  /** Sends something else. */
  @FunctionalInterface
  interface Disguise {
    InputStream sent(InputStream content) throws IOException;
  }

  /**
   * A transfer.
   *
   * @param connection MINA's, which converts what isn't to be sent as it is
   * @param socket what it runs over
   * @param disguise what is sent instead of listings
   * @param transfer how far it has come
   * @param watch is closed in the end
   * @param onChangedContent is told the length of a file that isn't text and was sent as text
   * @param onEnd is told whether everything was transferred
   */
  DataTransfer(
      DataConnection connection,
      DataSocket socket,
      Disguise disguise,
      TransferProgress transfer,
      Closeable watch,
      LongConsumer onChangedContent,
      Consumer<Boolean> onEnd) {
    this.connection = connection;
    this.socket = socket;
    this.disguise = disguise;
    this.transfer = transfer;
    this.watch = watch;
    this.onChangedContent = onChangedContent;
    this.onEnd = onEnd;
  }

  @Override
  public long transferFromClient(FtpSession session, OutputStream out) throws IOException {
    return watched(
        () -> {
          if (isSentAsItIs(session)) {
            try (InputStream in = socket.getInputStream()) {
              return BinaryCopy.copy(in, out);
            }
          }
          TextContent content = new TextContent();
          socket.sum(content.onTheWay());
          long count = connection.transferFromClient(session, content.writing(out));
          tell(content);
          return count;
        });
  }

  @Override
  public long transferToClient(FtpSession session, InputStream in) throws IOException {
    return watched(
        () -> {
          if (isSentAsItIs(session)) {
            try (OutputStream out = socket.getOutputStream()) {
              return BinaryCopy.copy(in, out);
            }
          }
          TextContent content = new TextContent();
          socket.sum(content.onTheWay());
          long count = connection.transferToClient(session, content.reading(in));
          tell(content);
          return count;
        });
  }

  @Override
  public void transferToClient(FtpSession session, String text) throws IOException {
    watched(
        () -> {
          InputStream honest = new ByteArrayInputStream(text.getBytes(UTF_8));
          InputStream sent = disguise.sent(honest);
          if (sent == honest) {
            connection.transferToClient(session, text);
            return 0;
          }
          try (OutputStream out = socket.getOutputStream()) {
            return BinaryCopy.copy(sent, out);
          }
        });
  }

  private void tell(TextContent content) {
    if (content.isSpoilt()) {
      onChangedContent.accept(content.bytes());
    }
  }

  private static boolean isSentAsItIs(FtpSession session) {
    return session.getDataType() == DataType.BINARY;
  }

  private interface Copying {
    long run() throws IOException;
  }

  private long watched(Copying copying) throws IOException {
    boolean completed = false;
    try {
      long bytes = copying.run();
      completed = true;
      return bytes;
    } catch (IOException e) {
      // Whatever fails once ABOR, or a client that left, has ended the transfer is no file's fault.
      boolean ofConnection = e instanceof SSLException || transfer.isOver();
      if (e instanceof SocketException || !ofConnection) {
        throw e;
      }
      SocketException failure = new SocketException(e.getMessage());
      failure.initCause(e);
      throw failure;
    } finally {
      // Before the reply, so that what the client says after it isn't said during the transfer.
      transfer.end();
      onEnd.accept(completed);
      watch.close();
    }
  }
}
