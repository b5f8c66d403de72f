/**
 * ftpd of GNU inetutils: {@code Inetutils} knows a command and who answers it, {@code
 * InetutilsSettings}, {@code InetutilsFiles} or {@code InetutilsAddresses}; {@code
 * InetutilsGrammar} reads what clients say, and what has a data connection is in {@code
 * InetutilsTransfers}.
 */
package dev.ftpnat.internal.server.personality.inetutils;
