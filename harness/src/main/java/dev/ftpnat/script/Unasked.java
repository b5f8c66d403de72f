package dev.ftpnat.script;

import java.time.Duration;

/**
 * What a server says though nobody has asked.
 *
 * @param after how long after the control connection was opened, by the time of the network
 * @param reply what; it counts the sessions
 */
public record Unasked(Duration after, Reply reply) {}
