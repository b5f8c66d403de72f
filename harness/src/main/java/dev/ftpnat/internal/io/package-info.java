/**
 * What all rooms with sockets and threads do alike: loopback sockets, daemon threads that can be
 * waited for, reading until a deadline, remembering the latest. It knows nothing of FTP, of
 * networks or of Toxiproxy.
 */
package dev.ftpnat.internal.io;
