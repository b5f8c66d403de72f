package dev.ftpnat.internal.server.personality.conversation;

import java.util.function.Function;

/**
 * What is fixed of a server.
 *
 * @param habits how long it waits, and such
 * @param conversation what answers the commands of one session
 */
public record Personality(Habits habits, Function<Partner, Conversation> conversation) {}
