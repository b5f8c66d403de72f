/**
 * How channels of {@code java.nio} get onto the simulated networks. No channel asks a proxy
 * selector, so the providers of the JVM's channels are ours, from its start to its end: {@code
 * SimulationSelectorProvider}, which hands out what the JDK's own would, and while environments run
 * {@code SimulatedChannel}s instead of its socket channels. One of these is the JDK's, connected to
 * the network's own port of loopback if its target is simulated, and to the target if it isn't.
 */
package dev.ftpnat.internal.simulated.channel;
