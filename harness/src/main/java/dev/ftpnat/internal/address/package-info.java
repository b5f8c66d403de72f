/**
 * Who has which address: gives the addresses of a topology that nobody pinned, and keeps two
 * running environments from having the same one. {@code Announced} knows the endpoints that replies
 * have named, which are the environment's, whatever their address.
 */
package dev.ftpnat.internal.address;
