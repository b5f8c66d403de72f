/**
 * Helpers for sockets and threads that everything with I/O shares: daemon threads with names and an
 * end, loopback sockets, input with a deadline, sockets on top of sockets. No idea of FTP or of a
 * network lives here.
 */
package dev.ftpnat.internal.io;
