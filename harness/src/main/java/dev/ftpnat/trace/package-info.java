/**
 * The immutable record of what happened in an environment. Everything shown derives from it.
 *
 * <p>{@link dev.ftpnat.trace.Trace} is the door: a snapshot of the events, with the sessions, the
 * diagnosis and the ladder that are made of them, each once. Below it, each in a room of its own
 * and each using only those before it: {@code event}, what was seen; {@code session}, what client
 * and server said and what transfers they tried; {@code diagnosis}, why one failed; {@code ladder},
 * all of it drawn. Sessions and diagnoses are found by {@code internal.trace}. Pure: no I/O, no
 * clock, and nothing here knows who recorded.
 */
package dev.ftpnat.trace;
