package dev.ftpnat.internal.server.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.FtpSession;

/**
 * Watches over one transfer of MINA's, and makes every failure of the connection look like one:
 * MINA's commands answer 426 to a {@link SocketException} only, and blame the file (551) for
 * whatever else TLS throws.
 */
final class DataTransfer implements DataConnection {

  private final DataConnection connection;
  private final Socket socket;
  private final TransferProgress transfer;
  private final Closeable watch;
  private final Consumer<Boolean> onEnd;

  /**
   * A transfer.
   *
   * @param connection MINA's, which converts what isn't to be sent as it is
   * @param socket what it runs over
   * @param transfer how far it has come
   * @param watch is closed in the end
   * @param onEnd is told whether everything was transferred
   */
  DataTransfer(
      DataConnection connection,
      Socket socket,
      TransferProgress transfer,
      Closeable watch,
      Consumer<Boolean> onEnd) {
    this.connection = connection;
    this.socket = socket;
    this.transfer = transfer;
    this.watch = watch;
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
          return connection.transferFromClient(session, out);
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
          return connection.transferToClient(session, in);
        });
  }

  @Override
  public void transferToClient(FtpSession session, String text) throws IOException {
    watched(
        () -> {
          connection.transferToClient(session, text);
          return 0;
        });
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
    } catch (SSLException e) {
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
