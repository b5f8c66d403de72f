/**
 * What the server needs of whoever runs it: {@code ServerNic}, the network that it is on, with its
 * {@code PassivePort}s and the {@code ControlLine}s that it may bring to the {@code ControlPort},
 * and {@code ServerLog}, which hears of every command and reply.
 */
package dev.ftpnat.internal.server.spi;
