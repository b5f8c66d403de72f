/**
 * The simulated network: {@code SimulatedNetwork} runs a topology over loopback sockets.
 *
 * <p>The way of a connection: in {@code attach}, {@code SimulationProxySelector} (or a {@code
 * SimulatedSocket}) asks whether it would be refused, and throws what {@code ConnectFailures} has
 * or hands out a {@code BlackHole}; otherwise the socket comes to the {@code SocksServer}. In
 * {@code routing}, the {@code Router} decides for good. In {@code relay}, the {@code Connector}
 * makes the connection: a control connection with a {@code Relay} to a session of the server's, a
 * data connection as the server's end of the client's own socket, which waits in an {@code
 * AcceptQueue}.
 *
 * <p>The way of a 227: the server says it to its {@code DirectResponder} as one segment, and the
 * {@code Relay} gives it to the first of a list of stages ({@code ControlPath}): a {@code
 * LinkStage}, a {@code GatewayStage} with its ALG, which asks the gateway's table for a pinhole, a
 * link, and so on; what is left of it comes to the client's socket. A PORT goes the other way, and
 * first past the {@code ClientNic}.
 */
package dev.ftpnat.internal.simulated;
