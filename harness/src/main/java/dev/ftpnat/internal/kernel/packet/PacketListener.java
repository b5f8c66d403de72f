package dev.ftpnat.internal.kernel.packet;

/** Is given all IPv4 packets of a kernel network, in order for each link. */
@FunctionalInterface
public interface PacketListener {

  /**
   * A packet has passed a link. Called by one thread at a time, which has to be quick: packets that
   * there is no room for are lost.
   *
   * @param link the number of the link, from 0 at the client on
   * @param nanos when, in nanoseconds since 1970
   * @param ipPacket from the IP header on; whole, but the kernel may join segments that are sent at
   *     once to one of up to 64 KiB, and leaves checksums to network cards that aren't there
   * @param length how many bytes of that are the packet
   */
  void packet(int link, long nanos, byte[] ipPacket, int length);
}
