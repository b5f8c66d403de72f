/**
 * ProFTPD: {@code Proftpd} knows a command and who answers it, {@code ProftpdSettings}, {@code
 * ProftpdFiles} or {@code ProftpdAddresses}; what has a data connection is in {@code
 * ProftpdTransfers}, {@code ProftpdListing} and {@code ProftpdFacts}.
 */
package dev.ftpnat.internal.server.personality.proftpd;
