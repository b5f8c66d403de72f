/**
 * Finds out why a client didn't get what it wanted, by a rule for each cause.
 *
 * <p>{@link dev.ftpnat.internal.trace.diagnosis.Diagnoser} is the door. It asks the rules about
 * each transfer attempt that nothing made up for: what a gateway forgot, what a link did, then the
 * connection that didn't come about, for which {@code ConnectionRules} has one ordered list, and
 * the transfer itself; and the rules of control connections about sessions that came to no
 * transfer. A rule finds a cause, the sentence and the events that show it; {@code
 * internal.trace.waysout} knows what would help.
 */
package dev.ftpnat.internal.trace.diagnosis;
