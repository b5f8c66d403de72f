package dev.ftpnat.internal.kernel;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.Optional;

/** Sees the packets of a host, packet(7): those that a {@link PacketFilter} lets through. */
final class PacketSocket implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int ETH_P_IP_BIG_ENDIAN = 0x0008;
  private static final int ETH_P_ALL_BIG_ENDIAN = 0x0300;
  private static final int SOL_SOCKET = 1;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_STATISTICS = 6;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_RCVBUF = 8;
  private static final int SO_ATTACH_FILTER = 26;

  private static final Function SOCKET = Libc.function("socket");
  private static final Function BIND = Libc.function("bind");
  private static final Function INTERFACE_NUMBER = Libc.function("if_nametoindex");
  private static final Function SETSOCKOPT = Libc.function("setsockopt");
  private static final Function GETSOCKOPT = Libc.function("getsockopt");

  private final int descriptor;
  private final ReceiveBuffer received;
  private long lost;

  private PacketSocket(int descriptor) {
    this.descriptor = descriptor;
    this.received = new ReceiveBuffer(descriptor);
  }

  /**
   * Opens one for what arrives at a host, before its NAT sees it.
   *
   * @param buffer how many bytes may wait to be read
   */
  static PacketSocket arriving(Namespace host, PacketFilter filter, int buffer) throws IOException {
    int descriptor =
        host.call(() -> Libc.call(SOCKET, AF_PACKET, SOCK_DGRAM_CLOEXEC, ETH_P_IP_BIG_ENDIAN));
    return configured(descriptor, filter, buffer);
  }

  /**
   * Opens one for what passes an interface, in both directions.
   *
   * @param buffer how many bytes may wait to be read
   */
  static PacketSocket passing(Namespace host, String name, PacketFilter filter, int buffer)
      throws IOException {
    return host.call(
        () -> {
          // With no protocol it gets nothing before it is bound to the interface.
          int descriptor = Libc.call(SOCKET, AF_PACKET, SOCK_DGRAM_CLOEXEC, 0);
          PacketSocket socket = configured(descriptor, filter, buffer);
          try (Memory address = new Memory(20)) {
            address.clear();
            address.setShort(0, (short) AF_PACKET);
            address.setShort(2, (short) ETH_P_ALL_BIG_ENDIAN);
            address.setInt(4, Libc.call(INTERFACE_NUMBER, name));
            Libc.call(BIND, descriptor, address, (int) address.size());
            return socket;
          } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
          }
        });
  }

  private static PacketSocket configured(int descriptor, PacketFilter filter, int buffer)
      throws IOException {
    PacketSocket socket = new PacketSocket(descriptor);
    try {
      socket.configure(filter, buffer);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void configure(PacketFilter filter, int bufferSize) throws IOException {
    byte[] instructions = filter.bytes();
    try (Memory program = new Memory(instructions.length);
        Memory head = new Memory(2L * Libc.pointerSize());
        Memory size = new Memory(Integer.BYTES)) {
      program.write(0, instructions, 0, instructions.length);
      head.setShort(0, (short) filter.length());
      head.setPointer(Libc.pointerSize(), program);
      option(SO_ATTACH_FILTER, head);
      size.setInt(0, 1);
      option(ReceiveBuffer.SO_TIMESTAMPNS, size);
      size.setInt(0, bufferSize);
      try {
        option(SO_RCVBUFFORCE, size);
      } catch (IOException e) {
        // Only root of the whole machine may; others get what the machine's limit allows.
        option(SO_RCVBUF, size);
      }
    }
  }

  private void option(int name, Memory value) throws IOException {
    Libc.call(SETSOCKOPT, descriptor, SOL_SOCKET, name, value, (int) value.size());
  }

  /** The number by which the kernel knows it. */
  int descriptor() {
    return descriptor;
  }

  /**
   * A packet.
   *
   * @param when when the kernel had it, in nanoseconds since 1970
   * @param bytes from the IP header on
   */
  record Captured(long when, byte[] bytes) {}

  /** The next packet, if there is one. */
  Optional<Captured> poll() throws IOException {
    return received.poll();
  }

  /** How many packets there was no room for, up to now. */
  long lost() throws IOException {
    try (Memory statistics = new Memory(2L * Integer.BYTES);
        Memory size = new Memory(Integer.BYTES)) {
      size.setInt(0, (int) statistics.size());
      Libc.call(GETSOCKOPT, descriptor, SOL_PACKET, PACKET_STATISTICS, statistics, size);
      // Reading it sets it back to 0.
      lost += statistics.getInt(Integer.BYTES) & 0xffffffffL;
      return lost;
    }
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    received.free();
  }

  /** What a packet and its time are received into, recvmsg(2). */
  private static final class ReceiveBuffer {

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

    ReceiveBuffer(int descriptor) {
      this.descriptor = descriptor;
      vector.setPointer(0, packet);
      size(vector, word, LARGEST_PACKET);
    }

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
        return KernelTime.now();
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
}
