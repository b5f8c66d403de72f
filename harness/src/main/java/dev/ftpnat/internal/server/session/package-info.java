/**
 * What the server knows of one session: its log, its TLS, which ties data connections to the
 * control connection ({@code SessionTls}), the family of its addresses, and a command as it came.
 */
package dev.ftpnat.internal.server.session;
