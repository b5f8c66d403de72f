/**
 * How client code gets onto the simulated networks: unmodified {@code java.net.Socket}s by the
 * JVM's {@code ProxySelector}, socket factories, and SOCKS 5.
 *
 * <p>{@code SimulatedNetworks} knows all networks of this JVM by their addresses. What is here
 * talks to a network as a {@code SimulatedHost} and must know nothing of gateways. {@code
 * NetworkGuard} keeps threads from the addresses of kernel networks that they aren't on.
 */
package dev.ftpnat.internal.simulated.attach;
