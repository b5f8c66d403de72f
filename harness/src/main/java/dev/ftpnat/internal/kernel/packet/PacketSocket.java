package dev.ftpnat.internal.kernel.packet;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import dev.ftpnat.internal.kernel.netns.Libc;
import dev.ftpnat.internal.kernel.netns.Namespace;
import java.io.IOException;
import java.util.Optional;

/** Sees the packets of a host, packet(7): those that a {@link BpfFilter} lets through. */
public final class PacketSocket implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
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
  private final PacketReceiver received;
  private long lost;

  private PacketSocket(int descriptor) {
    this.descriptor = descriptor;
    this.received = new PacketReceiver(descriptor);
  }

  /**
   * Opens one for what arrives at a host, before its NAT sees it.
   *
   * @param buffer how many bytes may wait to be read
   */
  public static PacketSocket arriving(Namespace host, BpfFilter filter, int buffer)
      throws IOException {
    int protocol = Short.toUnsignedInt(Short.reverseBytes((short) filter.protocol()));
    int descriptor = host.call(() -> Libc.call(SOCKET, AF_PACKET, SOCK_DGRAM_CLOEXEC, protocol));
    return configured(descriptor, filter, buffer);
  }

  /**
   * Opens one for what passes an interface, in both directions.
   *
   * @param buffer how many bytes may wait to be read
   */
  static PacketSocket passing(Namespace host, String name, BpfFilter filter, int buffer)
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

  private static PacketSocket configured(int descriptor, BpfFilter filter, int buffer)
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

  private void configure(BpfFilter filter, int bufferSize) throws IOException {
    byte[] instructions = filter.bytes();
    try (Memory program = new Memory(instructions.length);
        Memory head = new Memory(2L * Libc.pointerSize());
        Memory size = new Memory(Integer.BYTES)) {
      program.write(0, instructions, 0, instructions.length);
      head.setShort(0, (short) filter.length());
      head.setPointer(Libc.pointerSize(), program);
      option(SO_ATTACH_FILTER, head);
      size.setInt(0, 1);
      option(PacketReceiver.SO_TIMESTAMPNS, size);
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

  /** The next packet, if there is one. */
  public Optional<PacketReceiver.Captured> poll() throws IOException {
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
}
