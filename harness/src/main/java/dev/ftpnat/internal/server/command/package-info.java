/**
 * The commands that the server executes itself instead of MINA: those about addresses (PASV, EPSV,
 * PORT, EPRT), about TLS (AUTH, PBSZ, PROT), features and settings, and those whose answers MINA
 * gets wrong. {@code Commands} is the list of all.
 */
package dev.ftpnat.internal.server.command;
