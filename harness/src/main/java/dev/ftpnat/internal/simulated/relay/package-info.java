/**
 * Carries the bytes of connections that were let through.
 *
 * <p>{@code Connector} makes them. A control connection is a {@code Relay} of two pumps and a
 * {@code ControlPath} over the links, with a {@code GatewayChain}: the client's network card, and
 * the gateways in their order, each with its ALG. Data connections have no one who looks at their
 * bytes, so client and server share a socket wherever they can.
 */
package dev.ftpnat.internal.simulated.relay;
