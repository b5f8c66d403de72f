/**
 * The kernel network: a topology made of network namespaces, virtual Ethernet pairs and nftables.
 *
 * <p>{@code Planner} draws up what there has to be, {@code SetUp} is the script that builds it, and
 * {@code Hosts} is what has been built. {@code KernelNetwork} opens the server's sockets in it and
 * moves the client's threads there. What becomes of their packets is the kernel's doing.
 *
 * <p>{@code PacketTap} reads packets, {@code Journeys} makes connection attempts of them and {@code
 * Established} what comes after. {@code Conntrack} has gateways forget, {@code RawCapture} hands
 * out all packets to whoever asks.
 */
package dev.ftpnat.internal.kernel;
