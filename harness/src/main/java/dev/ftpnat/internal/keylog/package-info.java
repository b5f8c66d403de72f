/**
 * Follows TLS connections to the embedded server as a bystander would, and derives the lines of an
 * NSS key log with which Wireshark can read them. Java keeps its secrets to itself, so they are
 * computed a second time: from the handshake on the wire, and from what the server's random number
 * generator gave for its ephemeral key. No I/O; what can't be followed yields no lines.
 *
 * <p>{@code ServerFlight} reads what a server's hello says of version and session, for the server
 * itself.
 */
package dev.ftpnat.internal.keylog;
