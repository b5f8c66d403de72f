/**
 * The immutable description of a network: a client, a server, and the gateways between them.
 * Nothing here runs; {@code dev.ftpnat.FtpNat} does what is described here.
 */
package dev.ftpnat.topology;
