/**
 * The kernel network: a topology made of network namespaces, virtual Ethernet pairs and nftables.
 * Needs Linux, and root or a user namespace; {@code Prerequisites} says what is missing, {@code
 * KernelLimits} what of a topology the kernel can't play.
 *
 * <p>{@code KernelNetwork} is the door: it has the topology built in {@code netns}, opens the
 * server's sockets in it and moves the client's threads there. What becomes of their packets is the
 * kernel's doing. {@code packet} captures them, {@code observe} makes the record of them, {@code
 * conntrack} reads and clears the kernel's tables.
 */
package dev.ftpnat.internal.kernel;
