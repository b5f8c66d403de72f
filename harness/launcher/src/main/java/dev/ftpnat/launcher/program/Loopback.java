package dev.ftpnat.launcher.program;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The loopback interface of a new network namespace, which is down at first, netdevice(7). */
public final class Loopback {

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final short IFF_UP = 1;
  private static final int NAME_LENGTH = 16;
  private static final int REQUEST_LENGTH = 40;

  private Loopback() {}

  /** Has it work, where this JVM is. */
  public static void up() throws IOException {
    ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_LENGTH).order(ByteOrder.nativeOrder());
    request.put("lo".getBytes(StandardCharsets.US_ASCII)).putShort(NAME_LENGTH, IFF_UP).rewind();
    try {
      int socket = function("socket").invokeInt(new Object[] {AF_INET, SOCK_DGRAM, 0});
      try {
        function("ioctl").invokeInt(new Object[] {socket, SIOCSIFFLAGS, request});
      } finally {
        function("close").invokeInt(new Object[] {socket});
      }
    } catch (LastErrorException e) {
      throw new IOException("can't bring the loopback interface up: " + e.getMessage(), e);
    }
  }

  private static Function function(String name) {
    return Function.getFunction("c", name, Function.THROW_LAST_ERROR);
  }
}
