/**
 * Packets as they pass the interfaces of namespaces: {@code PacketSocket} opens, {@code BpfFilter}
 * filters in the kernel, {@code PacketPoller} waits for many at once and {@code PacketReceiver}
 * reads. {@code TcpPacket} is a parsed one; {@code KernelClock} puts its time on the clock of the
 * record. IPv4 only.
 */
package dev.ftpnat.internal.kernel.packet;
