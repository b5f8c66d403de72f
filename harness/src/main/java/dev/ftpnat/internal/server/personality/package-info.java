/**
 * The servers that the embedded one can be taken for. A {@code Personality} is what is fixed of
 * one: its habits, and what has a {@code Conversation} for each session. A conversation answers
 * commands by itself, in the words and the order of that server, with what {@code ServerFiles},
 * {@code Listing} and {@code Transfers} know; nothing of MINA's commands is left. {@code
 * Personalities} knows them all, and {@code PlayedSessions} leads what clients say to them.
 *
 * <p>With {@code internal.server.reply} the only place with texts for clients: here they stand
 * where the server says them, as in that server's own source.
 */
package dev.ftpnat.internal.server.personality;
