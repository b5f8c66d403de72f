/**
 * The embedded FTPS server: Apache MINA FtpServer with its own listener, its own data connections
 * and its own PASV, EPSV, PORT, EPRT, AUTH and FEAT. It meets the network in {@link
 * dev.ftpnat.internal.server.NetworkCard} only.
 */
package dev.ftpnat.internal.server;
