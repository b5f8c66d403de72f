/** Pure-FTPd: {@code PureFtpd} answers, {@code PureFtpdListing} has what it lists. */
package dev.ftpnat.internal.server.personality.pureftpd;
