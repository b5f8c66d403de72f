/**
 * The ALG of Linux, {@code nf_conntrack_ftp} and {@code nf_nat_ftp}: its grammar of 227, 229, PORT
 * and EPRT with all its oddities, which recorded exchanges and a differential test hold to the
 * kernel's.
 *
 * <p>{@code NetfilterAlg} is the door; {@code LineStarts} says which segments it looks at, {@code
 * Announcement} what it recognises in one, {@code NetfilterHostPort}, {@code Octets} and {@code
 * Ipv6Literal} how it reads numbers and addresses.
 */
package dev.ftpnat.internal.alg.netfilter;
