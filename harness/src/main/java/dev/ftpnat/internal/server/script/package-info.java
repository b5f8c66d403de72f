/**
 * Says what a script has the server say. {@code ScriptFilter} is in the chain of each session: it
 * takes a command before it is executed, and a reply before anybody has seen it. {@code Playbook}
 * knows what is to be said when, {@code ReplyRules} by the rules of the topology, {@code
 * TranscriptPlayer} by a log; {@code Outbox} says it in its time and its segments.
 */
package dev.ftpnat.internal.server.script;
