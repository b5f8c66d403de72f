/**
 * What a server says in place of its own words: {@link dev.ftpnat.script.Reply}, what for, when, in
 * which segments, and what becomes of the control connection after it. {@code Server.Builder} takes
 * them. Immutable; who says them is in {@code internal.server.script}.
 */
package dev.ftpnat.script;
