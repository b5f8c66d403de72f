/**
 * Why a client didn't get what it wanted, and what would help in its network.
 *
 * <p>{@link dev.ftpnat.trace.diagnosis.Diagnosis} has a {@link dev.ftpnat.trace.diagnosis.Cause},
 * the sentence, the events that show it, and {@link dev.ftpnat.trace.diagnosis.WayOut}s. Values
 * only: {@code internal.trace.diagnosis} has the rules.
 */
package dev.ftpnat.trace.diagnosis;
