/**
 * Carries the bytes of connections that were let through.
 *
 * <p>{@code Connector} makes them. A control connection is a {@code Relay} from the client's socket
 * to the server's session ({@code DirectResponder}) with a {@code ControlPath} between: a list of
 * {@code Stage}s, namely the client's network card, a link, a gateway, a link, and so on. A segment
 * goes from each to the {@code Next}; a gateway decides about it when it gets there. Whatever ends
 * the connection otherwise than by FIN is told to its {@code Ends}. Data connections have no one
 * who looks at their bytes, so client and server share a socket wherever they can.
 */
package dev.ftpnat.internal.simulated.relay;
