package dev.ftpnat.internal.simulated.loopback;

import dev.ftpnat.net.Ipv4;
import java.net.InetAddress;
import java.util.Set;

/**
 * Which loopback address stands for an address of the network: 127.0.0.1 for the one that the
 * client's control connection goes to, and another of 127/8 for any other, as similar as can be.
 */
final class LoopbackAddresses {

  private static final int LOOPBACK = 127 << 24;
  private static final int LOWER = 0x00ff_ffff;

  /** Where no address of a network's own may end up: 127.255.x.1 is for those that would. */
  private static final int OTHERS = LOOPBACK | 255 << 16 | 1;

  /** The network itself, 127.0.0.1 and the broadcast address. */
  private static final Set<Integer> TAKEN = Set.of(0, 1, LOWER);

  private LoopbackAddresses() {}

  /** The address of loopback that stands for another than the public side's. */
  static InetAddress of(InetAddress other) {
    int bits = Ipv4.bits(other);
    int lower = bits & LOWER;
    // 127.83.x.x may be virtual addresses of other environments of this JVM.
    boolean free = !TAKEN.contains(lower) && lower >>> 16 != 83;
    return Ipv4.ofBits(free ? LOOPBACK | lower : OTHERS | (bits >>> 24) << 8);
  }
}
