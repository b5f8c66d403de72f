/**
 * The embedded FTPS server: Apache MINA FtpServer's sessions, users and file commands, with its own
 * listener, TLS, data connections, and all commands that have to do with addresses. The only room
 * that knows MINA.
 *
 * <p>The way of a command: {@code ControlListener} gives each session its filters, which are, in
 * order, {@code ControlTls}, {@code ControlCodec} with {@code TelnetLines}, {@code
 * CommandLogFilter}, {@code Backpressure} and {@code TransferFilter}; {@code SessionExecutor} then
 * runs {@code ControlHandler}, which asks {@code CommandPolicy} and {@code CommandOrder} and
 * executes one of {@code Commands}. A reply goes the other way: it begins as a meaning, {@code
 * ReplyFilter} gives it code and words, and the others see what the client will.
 *
 * <p>The way of a transfer: PASV or PORT agree on a {@code Rendezvous}; RETR, STOR or LIST open it
 * through {@code VirtualDataConnectionFactory}, as a {@code DataSocket}, and {@code DataTransfer}
 * copies. {@code NetworkCard} is how all of this gets onto a network.
 */
package dev.ftpnat.internal.server;
