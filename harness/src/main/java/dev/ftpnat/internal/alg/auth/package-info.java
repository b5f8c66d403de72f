/**
 * What ALGs do about AUTH, of which they go blind. {@code AuthAlg} stands before an ALG that reads
 * host-ports, if there is one.
 */
package dev.ftpnat.internal.alg.auth;
