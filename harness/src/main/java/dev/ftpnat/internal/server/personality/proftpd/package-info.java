/** ProFTPD: {@code Proftpd} answers, {@code ProftpdTransfers} has its data connections. */
package dev.ftpnat.internal.server.personality.proftpd;
