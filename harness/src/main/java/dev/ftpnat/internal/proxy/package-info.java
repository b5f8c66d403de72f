/**
 * FTP proxies that end both of their connections themselves: a dialogue with the client, another
 * with the server, and data connections on either side.
 *
 * <p>{@code FtpProxy} is the door, and each proxy a class here. What it does with connections it
 * asks of its {@code ProxyHost}; no I/O, no clock, no threads. A proxy sees bytes and is never told
 * that they are TLS.
 */
package dev.ftpnat.internal.proxy;
