/**
 * Data connections: PASV or PORT agree on a {@code DataChannel}, {@code SessionDataConnections}
 * keeps the session's current one and opens it as a {@code DataSocket}, {@code DataTransfer}
 * copies, and {@code StallTimer} ends what stands still. Every wait has a limit from the topology.
 *
 * <p>Under TLS {@code DataHandshake} begins it, reads off the server's own hello whether a session
 * was resumed, and asks {@code SessionTls} whether that will do; if not, {@code RefusedTransfer} is
 * what becomes of the transfer.
 */
package dev.ftpnat.internal.server.data;
