/**
 * What the server knows of one session: its log, its TLS settings, the family of its addresses, and
 * a command as it came.
 */
package dev.ftpnat.internal.server.session;
