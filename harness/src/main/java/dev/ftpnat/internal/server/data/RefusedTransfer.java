package dev.ftpnat.internal.server.data;

import dev.ftpnat.topology.ReuseRefusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.FtpSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transfer over a data connection whose TLS session won't do: it carries nothing. As the real
 * servers do, it says goodbye at once and waits for the client, which may take it for an empty file
 * until then. The caller has opened the file of an upload by now, and so emptied it.
 */
final class RefusedTransfer implements DataConnection {

  private static final Logger LOGGER = LoggerFactory.getLogger(RefusedTransfer.class);

  /** ProFTPD's TimeoutLinger; vsftpd waits for as long as for any transfer. */
  private static final int LINGER_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);

  private final SSLSocket connection;
  private final CorkedSocket cork;
  private final ReuseRefusal refusal;
  private final TransferProgress transfer;
  private final Runnable onEnd;

  /**
   * Over a connection that has shaken hands.
   *
   * @param onEnd is run before the client is told
   */
  RefusedTransfer(
      SSLSocket connection,
      CorkedSocket cork,
      ReuseRefusal refusal,
      TransferProgress transfer,
      Runnable onEnd) {
    this.connection = connection;
    this.cork = cork;
    this.refusal = refusal;
    this.transfer = transfer;
    this.onEnd = onEnd;
  }

  @Override
  public long transferFromClient(FtpSession session, OutputStream out) throws IOException {
    throw refuse();
  }

  @Override
  public long transferToClient(FtpSession session, InputStream in) throws IOException {
    throw refuse();
  }

  @Override
  public void transferToClient(FtpSession session, String text) throws IOException {
    throw refuse();
  }

  private SocketException refuse() {
    try {
      cork.keepOpen();
      connection.shutdownOutput();
      cork.setSoTimeout(refusal == ReuseRefusal.VSFTPD ? 0 : LINGER_MILLIS);
      cork.awaitClient();
    } catch (SocketTimeoutException e) {
      LOGGER.debug("A client whose session was refused doesn't close", e);
    } catch (IOException e) {
      LOGGER.debug("A client whose session was refused has gone", e);
    } finally {
      DataChannel.closeQuietly(cork);
      transfer.end();
      onEnd.run();
    }
    return new SessionRefusedException(refusal);
  }
}
