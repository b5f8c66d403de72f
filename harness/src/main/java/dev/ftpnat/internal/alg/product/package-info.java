/**
 * The ALGs of products other than Linux, a file each, from their sources or manuals, which {@code
 * AlgBehavior} names. None of them has been compared with the real thing.
 *
 * <p>{@code LibaliasAlg}, {@code SlirpAlg} and {@code StrictAlg} look at segments, {@code
 * LineProxyAlg} at lines.
 */
package dev.ftpnat.internal.alg.product;
