/**
 * Reads a record as FTP sessions.
 *
 * <p>{@link dev.ftpnat.internal.trace.session.Sessions} is the door. The way through it: {@code
 * FtpSessions} puts the events of one control connection together, {@code Exchanges} makes of them
 * commands with their replies; {@code TransferAttempts} finds those that agree on a data connection
 * and those that ask for a transfer, and says what came of them; {@code Sessions} which made up for
 * which. Beside that stands what is known of gateways by their settings, and what links and
 * forgetful gateways kept from the other side. It must not judge whose fault a failure is.
 */
package dev.ftpnat.internal.trace.session;
