/**
 * Data connections: PASV or PORT agree on a {@code DataChannel}, {@code SessionDataConnections}
 * keeps the session's current one and opens it as a {@code DataSocket}, {@code DataTransfer}
 * copies, and {@code StallTimer} ends what stands still. Every wait has a limit from the topology.
 */
package dev.ftpnat.internal.server.data;
