package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.kernel.packet.TcpPacket;

/**
 * A packet at one of the hosts that it gets to.
 *
 * @param host the number of the host, counted from the client, the internet included
 * @param packet what it tells of a connection
 * @param payload what it carries
 * @param when when it arrived, by the recorder's time
 */
record Observation(int host, TcpPacket packet, byte[] payload, long when) {}
