/**
 * Why a client didn't get what it wanted, and what would help in its network.
 *
 * <p>{@link dev.ftpnat.trace.diagnosis.Diagnosis} is the door. {@code Diagnoser} asks the rules
 * about each transfer attempt that nothing made up for: what a gateway forgot, what a link did,
 * then passive mode, active mode and the transfer itself, and the rules of control connections
 * about sessions that came to no transfer. A rule finds a {@link dev.ftpnat.trace.diagnosis.Cause},
 * the sentence and the events that show it; {@code WaysOut} says what would help, for which {@code
 * Feasibility} knows what works by the settings alone.
 */
package dev.ftpnat.trace.diagnosis;
