/**
 * The servers that the embedded one can be taken for. {@code Personalities} knows them all, and
 * {@code PlayedSessions} leads what clients say to their conversations: a server is in a package of
 * its own, and knows no other's. What they have in common is in {@code conversation} and {@code
 * file}.
 *
 * <p>With {@code internal.server.reply} the only place with texts for clients: here they stand
 * where the server says them, as in that server's own source.
 */
package dev.ftpnat.internal.server.personality;
