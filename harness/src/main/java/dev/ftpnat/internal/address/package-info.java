/**
 * Who has which address: gives the addresses of a topology that nobody pinned, and keeps two
 * running environments from having the same one.
 */
package dev.ftpnat.internal.address;
