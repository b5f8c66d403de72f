/**
 * The ALG of a translator between IPv6 and IPv4 (RFC 6384): {@code Rfc6384Alg} reads the lines that
 * {@code Lines} makes of what {@code Telnet} leaves of segments, and keeps in {@code Outstanding}
 * which replies are still to come, since some of them become its own.
 */
package dev.ftpnat.internal.alg.nat64;
