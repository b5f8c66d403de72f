/**
 * The embedded FTPS server: Apache MINA FtpServer's sessions, users and file commands, with its own
 * listener, TLS, data connections, and all commands that have to do with addresses. With the rooms
 * below it the only one that knows MINA.
 *
 * <p>{@code EmbeddedFtpServer} is the door. The way of a command: {@code control} reads it, orders
 * it and asks its policy, {@code command} executes it, {@code reply} words the answer. The way of a
 * transfer: PASV or PORT agree on a {@code DataChannel} in {@code data}; RETR, STOR or LIST open
 * it. {@code spi} is what the server needs of whoever runs it: a network card and a log. Where that
 * brings control connections by itself, {@code direct} opens the sessions, and no socket is there.
 */
package dev.ftpnat.internal.server;
