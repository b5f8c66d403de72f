/**
 * What a client and the server said to each other, and the transfers that they tried: the one model
 * of an FTP session that diagnosis, assertions, ladder and report ask.
 *
 * <p>The way through it: the events of one control connection become an {@code FtpSession} of
 * {@code Exchange}s, a command with its replies each; those that agree on a data connection and
 * those that ask for a transfer become {@code TransferAttempt}s, which know their connections and
 * what came of them. It must not judge whose fault a failure is; {@code diagnosis} does.
 */
package dev.ftpnat.trace.session;
