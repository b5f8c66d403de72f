/**
 * Control connections without sockets: MINA's sessions, over what the network brings. {@code
 * DirectService} opens them.
 */
package dev.ftpnat.internal.server.direct;
