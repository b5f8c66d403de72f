/**
 * How channels of {@code java.nio} get onto the simulated networks. No channel asks a proxy
 * selector, so the providers of the JVM's channels are ours, from its start to its end: {@code
 * SimulationSelectorProvider}, which hands out a channel before each that the JDK's own would
 * ({@code Fronting}), and selectors for these. A {@code SimulatedChannel} is the JDK's socket
 * channel, connected to the network's own port of loopback if its target is simulated, and to the
 * target if it isn't.
 */
package dev.ftpnat.internal.simulated.channel;
