/** GNU inetutils' ftpd: {@code InetutilsGrammar} reads, {@code Inetutils} answers. */
package dev.ftpnat.internal.server.personality.inetutils;
