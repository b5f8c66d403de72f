/**
 * pyftpdlib: {@code Pyftpdlib} answers, {@code PyftpdlibData} has its data connections, which are
 * there before a command wants them.
 */
package dev.ftpnat.internal.server.personality.pyftpdlib;
