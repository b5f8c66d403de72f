/**
 * The simulated network: how connections get onto it, where they get to, and who carries their
 * bytes.
 *
 * <p>The way of a connection: {@code VirtualProxySelector} (or {@code NetworkSocket}) asks the
 * {@code Router} whether it would be refused, and throws what {@code Refusals} has or hands out a
 * {@code BlackHole}. Otherwise the socket comes to the {@code SocksServer}, the {@code Router}
 * decides for good, and {@code Wiring} makes the connection: a control connection with a {@code
 * Relay}, a data connection as the {@code ServerEnd} of the client's own socket, which waits in a
 * {@code PassiveQueue} to be accepted.
 *
 * <p>The way of a 227: the {@code Relay} reads it from the server as one segment, {@code
 * ControlChannel} shows it to the ALG of each gateway, writes down what they do with it, and the
 * {@code Relay} sends on what is left of it. A PORT goes the other way, and first past the {@code
 * ClientCard}.
 */
package dev.ftpnat.internal.network;
