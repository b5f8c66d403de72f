/**
 * What a client and the server said to each other, and the transfers that they tried: the one model
 * of an FTP session that diagnosis, assertions, ladder and report ask.
 *
 * <p>An {@link dev.ftpnat.trace.session.FtpSession} has {@link dev.ftpnat.trace.session.Exchange}s,
 * a command with its replies each, and {@link dev.ftpnat.trace.session.TransferAttempt}s, which
 * know their connections and what came of them. Values only: {@code internal.trace.session} finds
 * them in the record. They don't judge whose fault a failure is; {@code diagnosis} does.
 */
package dev.ftpnat.trace.session;
