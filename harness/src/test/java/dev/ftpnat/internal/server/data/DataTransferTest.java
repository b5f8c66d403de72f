package dev.ftpnat.internal.server.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketException;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.FtpSession;
import org.junit.jupiter.api.Test;

/** Whom MINA's commands are to blame for a download that broke off: the connection or the file. */
class DataTransferTest {

  private static final FtpSession BINARY =
      (FtpSession)
          Proxy.newProxyInstance(
              DataTransferTest.class.getClassLoader(),
              new Class<?>[] {FtpSession.class},
              (proxy, method, args) ->
                  method.getName().equals("getDataType") ? DataType.BINARY : null);

  private final TransferProgress progress = new TransferProgress();

  private void download(InputStream content) throws IOException {
    Socket connection =
        new Socket() {
          @Override
          public OutputStream getOutputStream() {
            return new ByteArrayOutputStream();
          }
        };
    DataSocket socket = DataSocket.plain(connection, progress, new ClearStream(false, () -> {}));
    new DataTransfer(
            null, socket, listing -> listing, progress, () -> {}, bytes -> {}, completed -> {})
        .transferToClient(BINARY, content);
  }

  private static InputStream failing(Runnable before) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        before.run();
        throw new IOException("input/output error");
      }
    };
  }

  @Test
  void aFileThatCannotBeReadIsToBlame() {
    assertThatThrownBy(() -> download(failing(() -> {})))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("input/output error");
  }

  @Test
  void whatFailsOnceAnAbortHasEndedTheTransferIsTheConnectionsFault() {
    assertThatThrownBy(() -> download(failing(progress::end)))
        .isInstanceOf(SocketException.class)
        .hasMessage("input/output error")
        .hasRootCauseMessage("input/output error");
  }
}
