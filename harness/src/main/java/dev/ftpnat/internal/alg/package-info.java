/**
 * What a gateway's FTP application-level gateway (RFC 2663 section 2.9) does to a control
 * connection: a segment goes in, a {@code Verdict} comes out, and pinholes are asked for at {@code
 * Pinholes}.
 *
 * <p>{@code FtpAlg} is the door; each ALG is a package below or a file here. An ALG sees bytes and
 * directions, and is never told that they are TLS. No I/O, no clock, no tables.
 */
package dev.ftpnat.internal.alg;
