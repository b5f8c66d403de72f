/** Sockets on top of sockets. */
package dev.ftpnat.internal.socket;
