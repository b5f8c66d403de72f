/**
 * The links between the hosts, on which faults happen: without faults nothing at all, with the
 * embedded Toxiproxy a pair of toxic chains, with a real one a detour through its ports.
 *
 * <p>{@code ToxicLinks} is the door. A link carries bytes; it knows nothing of gateways or of FTP.
 */
package dev.ftpnat.internal.simulated.link;
