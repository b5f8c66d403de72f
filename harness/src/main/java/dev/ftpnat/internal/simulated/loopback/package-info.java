/**
 * The attachment for clients that know neither SOCKS nor namespaces: real listening ports of this
 * machine's loopback, each of which leads to an endpoint of the network.
 *
 * <p>{@code LoopbackAttachment} is the way in. What replies announce, a {@code LoopbackView} shows
 * to the client as loopback endpoints; {@code Doors} opens a {@code Door} for each, which listens
 * while the network would let somebody in, refuses or keeps silent while it wouldn't. Who knocks at
 * a silent one, {@code ConnectingSockets} knows. The network itself never hears of these addresses.
 */
package dev.ftpnat.internal.simulated.loopback;
