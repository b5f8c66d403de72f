/**
 * The record as a ladder diagram: client, gateways and server as lines from top to bottom, a rung
 * for each event.
 *
 * <p>{@link dev.ftpnat.trace.ladder.Ladder} is the door. {@code LadderBuilder} makes {@code Rung}s
 * of the events, each kind of event in a class named for it, and {@code TextLadder} and {@code
 * SvgLadder} draw the same rungs. It draws what the events say and asks no diagnosis.
 */
package dev.ftpnat.trace.ladder;
