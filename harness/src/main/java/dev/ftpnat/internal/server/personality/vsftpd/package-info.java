/**
 * vsftpd: {@code Vsftpd} knows a command and who answers it, {@code VsftpdSettings}, {@code
 * VsftpdFiles} or {@code VsftpdAddresses}; what has a data connection is in {@code VsftpdTransfers}
 * and {@code VsftpdListing}.
 */
package dev.ftpnat.internal.server.personality.vsftpd;
