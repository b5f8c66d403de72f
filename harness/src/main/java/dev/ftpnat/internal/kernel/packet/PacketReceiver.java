package dev.ftpnat.internal.kernel.packet;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.ftpnat.internal.kernel.netns.Libc;
import java.io.IOException;
import java.util.Optional;

/** What packets and their times are received into, recvmsg(2). */
public final class PacketReceiver {

  /** Of the kernel's first version, with the machine's own size of a long. */
  static final int SO_TIMESTAMPNS = 35;

  private static final int LARGEST_PACKET = 65535;
  private static final int CONTROL = 64;
  private static final int MSG_DONTWAIT = 0x40;
  private static final Function RECVMSG = Libc.function("recvmsg");

  private final int descriptor;
  private final int word = Libc.pointerSize();
  private final Memory packet = new Memory(LARGEST_PACKET);
  private final Memory control = new Memory(CONTROL);
  private final Memory vector = new Memory(2L * word);
  private final Memory message = new Memory(7L * word);

  /**
   * A packet.
   *
   * @param when when the kernel had it, in nanoseconds since 1970
   * @param bytes what was received
   */
  public record Captured(long when, byte[] bytes) {}

  /** Of a socket with {@link #SO_TIMESTAMPNS}. */
  PacketReceiver(int descriptor) {
    this.descriptor = descriptor;
    vector.setPointer(0, packet);
    size(vector, word, LARGEST_PACKET);
  }

  /** The next packet, if there is one. */
  Optional<Captured> poll() throws IOException {
    while (true) {
      message.clear();
      message.setPointer(2L * word, vector);
      size(message, 3L * word, 1);
      message.setPointer(4L * word, control);
      size(message, 5L * word, CONTROL);
      try {
        int length = Libc.call(RECVMSG, descriptor, message, MSG_DONTWAIT);
        return Optional.of(new Captured(when(), packet.getByteArray(0, length)));
      } catch (Libc.SystemCallException e) {
        if (e.errno() == Libc.SystemCallException.EAGAIN) {
          return Optional.empty();
        }
        if (e.errno() != Libc.SystemCallException.EINTR) {
          throw e;
        }
      }
    }
  }

  /** The only control message that was asked for. */
  private long when() {
    long length = size(message, 5L * word);
    if (length < 3L * word + 8 || control.getInt(word + 4L) != SO_TIMESTAMPNS) {
      return KernelClock.now();
    }
    return 1_000_000_000L * size(control, word + 8L) + size(control, 2L * word + 8);
  }

  void free() {
    packet.close();
    control.close();
    vector.close();
    message.close();
  }

  private static void size(Pointer at, long offset, long value) {
    if (Native.SIZE_T_SIZE == Long.BYTES) {
      at.setLong(offset, value);
    } else {
      at.setInt(offset, (int) value);
    }
  }

  private static long size(Pointer at, long offset) {
    return Native.SIZE_T_SIZE == Long.BYTES ? at.getLong(offset) : at.getInt(offset);
  }
}
