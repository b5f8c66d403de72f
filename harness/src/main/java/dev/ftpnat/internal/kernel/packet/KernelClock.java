package dev.ftpnat.internal.kernel.packet;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import dev.ftpnat.internal.kernel.netns.Libc;
import dev.ftpnat.internal.kernel.netns.Namespace;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The clock by which the kernel says when it had a packet. */
public final class KernelClock {

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  private static final Function SOCKET = Libc.function("socket");
  private static final Function SETSOCKOPT = Libc.function("setsockopt");
  private static final Function BIND = Libc.function("bind");
  private static final Function GETSOCKNAME = Libc.function("getsockname");
  private static final Function CONNECT = Libc.function("connect");
  private static final Function SEND = Libc.function("send");

  private KernelClock() {}

  /** Nanoseconds since 1970. */
  public static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /**
   * Waits until the kernel notes when it has packets. It begins some time after the first socket
   * has asked for that; until then it says when a packet was read, if it is asked.
   *
   * @param host one whose loopback interface is up
   */
  public static void awaitNoting(Namespace host) throws IOException {
    int descriptor = host.call(() -> Libc.call(SOCKET, AF_INET, SOCK_DGRAM_CLOEXEC, 0));
    PacketReceiver receiver = new PacketReceiver(descriptor);
    try (Memory on = new Memory(Integer.BYTES);
        Memory address = new Memory(16)) {
      on.setInt(0, 1);
      Libc.call(
          SETSOCKOPT, descriptor, SOL_SOCKET, PacketReceiver.SO_TIMESTAMPNS, on, Integer.BYTES);
      address.clear();
      address.setShort(0, (short) AF_INET);
      address.setByte(4, (byte) 127);
      address.setByte(7, (byte) 1);
      Libc.call(BIND, descriptor, address, (int) address.size());
      on.setInt(0, (int) address.size());
      Libc.call(GETSOCKNAME, descriptor, address, on);
      Libc.call(CONNECT, descriptor, address, (int) address.size());
      long deadline = System.nanoTime() + LONGEST;
      while (!isNoting(descriptor, receiver, on) && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
    } finally {
      Libc.close(descriptor);
      receiver.free();
    }
  }

  private static boolean isNoting(int descriptor, PacketReceiver receiver, Memory datagram)
      throws IOException {
    Libc.call(SEND, descriptor, datagram, datagram.size(), 0);
    long sent = now();
    Optional<PacketReceiver.Captured> received = receiver.poll();
    return received.isPresent() && received.get().when() < sent;
  }
}
