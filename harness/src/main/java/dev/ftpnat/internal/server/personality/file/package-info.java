/**
 * The files of a session as the C library shows them to servers: {@code ServerFiles}, stat(2),
 * errno(3), patterns of names, lines of listings, and what TYPE A does to the lines of a text.
 */
package dev.ftpnat.internal.server.personality.file;
