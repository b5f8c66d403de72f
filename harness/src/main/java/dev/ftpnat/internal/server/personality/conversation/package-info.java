/**
 * What servers that are played have in common. A {@code Personality} is what is fixed of one: its
 * habits, and what has a {@code Conversation} for each session. A conversation answers commands by
 * itself, in the words and the order of that server, to its {@code Partner}; nothing of MINA's
 * commands is left.
 */
package dev.ftpnat.internal.server.personality.conversation;
