/**
 * pyftpdlib: {@code Pyftpdlib} knows a command and who answers it, {@code PyftpdlibSettings},
 * {@code PyftpdlibFiles} or {@code PyftpdlibAddresses}; {@code PyftpdlibData} has its data
 * connections, which are there before a command wants them.
 */
package dev.ftpnat.internal.server.personality.pyftpdlib;
