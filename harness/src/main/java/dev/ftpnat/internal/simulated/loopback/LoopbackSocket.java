package dev.ftpnat.internal.simulated.loopback;

import dev.ftpnat.internal.io.DelegatingSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** The control connection of a client on loopback, which sees what its view shows. */
public final class LoopbackSocket extends DelegatingSocket {

  private final LoopbackView view;

  LoopbackSocket(Socket real, LoopbackView view) {
    super(real);
    this.view = view;
  }

  /** What the client sees. */
  public LoopbackView view() {
    return view;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    OutputStream out = super.getOutputStream();
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet});
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] segment = new byte[length];
        System.arraycopy(bytes, offset, segment, 0, length);
        byte[] shown = view.inClear(segment);
        if (shown.length > 0) {
          out.write(shown);
        }
      }
    };
  }

  @Override
  public void shutdownOutput() throws IOException {
    byte[] rest = view.rest();
    if (rest.length > 0) {
      real().getOutputStream().write(rest);
    }
    super.shutdownOutput();
  }
}
