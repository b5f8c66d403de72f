/**
 * What would help a client that didn't get what it wanted, by what the topology is set to and not
 * by what happened. {@link dev.ftpnat.internal.trace.waysout.Feasibility} knows which modes work;
 * the others say what to change, in the client, at the server, at gateways, so that one does:
 * {@link dev.ftpnat.internal.trace.waysout.DataWaysOut} for data connections, {@link
 * dev.ftpnat.internal.trace.waysout.ControlWaysOut} for all before them. Which of them apply is for
 * the rules of {@code internal.trace.diagnosis} to say.
 */
package dev.ftpnat.internal.trace.waysout;
