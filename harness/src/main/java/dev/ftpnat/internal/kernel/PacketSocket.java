package dev.ftpnat.internal.kernel;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Sees the packets that arrive at a host, before its NAT does, packet(7). Only those that {@link
 * PacketFilter} lets through.
 */
final class PacketSocket implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int ETH_P_IP_BIG_ENDIAN = 0x0008;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_RCVBUF = 8;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int MSG_DONTWAIT = 0x40;

  /** For thousands of packets that nobody has read yet. */
  private static final int RECEIVE_BUFFER = 4 * 1024 * 1024;

  private static final int LARGEST_PACKET = 65535;

  private static final Function SOCKET = Libc.function("socket");
  private static final Function SETSOCKOPT = Libc.function("setsockopt");
  private static final Function RECV = Libc.function("recv");

  private final int descriptor;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_PACKET);

  private PacketSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Opens one in the namespace of a host. */
  static PacketSocket open(Namespace host) throws IOException {
    int descriptor =
        host.call(() -> Libc.call(SOCKET, AF_PACKET, SOCK_DGRAM_CLOEXEC, ETH_P_IP_BIG_ENDIAN));
    PacketSocket socket = new PacketSocket(descriptor);
    try {
      socket.configure();
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void configure() throws IOException {
    try (Memory program = new Memory(PacketFilter.bytes().length);
        Memory head = new Memory(2L * Libc.pointerSize());
        Memory size = new Memory(Integer.BYTES)) {
      program.write(0, PacketFilter.bytes(), 0, PacketFilter.bytes().length);
      head.setShort(0, (short) PacketFilter.length());
      head.setPointer(Libc.pointerSize(), program);
      option(SO_ATTACH_FILTER, head);
      size.setInt(0, RECEIVE_BUFFER);
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

  /** The next packet, if one has arrived. */
  Optional<Packet> poll() throws IOException {
    while (true) {
      int length;
      try {
        length = Libc.call(RECV, descriptor, buffer, LARGEST_PACKET, MSG_DONTWAIT);
      } catch (Libc.SystemCallException e) {
        if (e.errno() == Libc.SystemCallException.EAGAIN) {
          return Optional.empty();
        }
        if (e.errno() == Libc.SystemCallException.EINTR) {
          continue;
        }
        throw e;
      }
      byte[] bytes = new byte[length];
      buffer.get(0, bytes);
      Optional<Packet> packet = Packet.parse(bytes);
      if (packet.isPresent()) {
        return packet;
      }
    }
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
