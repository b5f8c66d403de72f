package dev.ftpnat.internal.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.FtpSession;

/**
 * Makes every failure of the connection look like one. MINA's commands answer 426 to a {@link
 * SocketException} only, and blame the file (551) for whatever else TLS and time limits throw.
 */
final class DataTransfer implements DataConnection {

  private final DataConnection connection;
  private final Socket socket;
  private final boolean compressed;

  /**
   * A transfer.
   *
   * @param connection MINA's, which converts what isn't to be sent as it is
   * @param socket what it runs over
   * @param compressed whether in MODE Z
   */
  DataTransfer(DataConnection connection, Socket socket, boolean compressed) {
    this.connection = connection;
    this.socket = socket;
    this.compressed = compressed;
  }

  @Override
  public long transferFromClient(FtpSession session, OutputStream out) throws IOException {
    try {
      if (isSentAsItIs(session)) {
        try (InputStream in = socket.getInputStream()) {
          return BinaryCopy.copy(in, out);
        }
      }
      return connection.transferFromClient(session, out);
    } catch (SSLException | SocketTimeoutException e) {
      throw connectionFailure(e);
    }
  }

  @Override
  public long transferToClient(FtpSession session, InputStream in) throws IOException {
    try {
      if (isSentAsItIs(session)) {
        try (OutputStream out = socket.getOutputStream()) {
          return BinaryCopy.copy(in, out);
        }
      }
      return connection.transferToClient(session, in);
    } catch (SSLException | SocketTimeoutException e) {
      throw connectionFailure(e);
    }
  }

  @Override
  public void transferToClient(FtpSession session, String text) throws IOException {
    try {
      connection.transferToClient(session, text);
    } catch (SSLException | SocketTimeoutException e) {
      throw connectionFailure(e);
    }
  }

  private boolean isSentAsItIs(FtpSession session) {
    return !compressed && session.getDataType() == DataType.BINARY;
  }

  private static SocketException connectionFailure(IOException cause) {
    SocketException failure = new SocketException(cause.getMessage());
    failure.initCause(cause);
    return failure;
  }
}
