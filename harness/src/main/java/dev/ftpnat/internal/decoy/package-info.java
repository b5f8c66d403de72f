/**
 * Hosts of an environment that are there for clients which let themselves be deceived: {@code
 * Decoys} serves who comes to a decoy, on either network, and records what was sent there.
 */
package dev.ftpnat.internal.decoy;
