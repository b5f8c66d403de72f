/** vsftpd: {@code Vsftpd} answers, {@code VsftpdTransfers} has its data connections. */
package dev.ftpnat.internal.server.personality.vsftpd;
