/**
 * Pure-FTPd: {@code PureFtpd} knows a command and who answers it, {@code PureFtpdSettings}, {@code
 * PureFtpdFiles} or {@code PureFtpdAddresses}; what has a data connection is in {@code
 * PureFtpdTransfers} and {@code PureFtpdListCommands}.
 */
package dev.ftpnat.internal.server.personality.pureftpd;
