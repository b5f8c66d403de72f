/**
 * What was seen, one record for each kind of event, in the order of time.
 *
 * <p>{@link dev.ftpnat.trace.event.TraceEvent} lists the families, and each of these its kinds: of
 * connections, gateways, what control connections carry, the server, links. {@link
 * dev.ftpnat.trace.event.EventLog} is a run of them with the topology in which they happened.
 * Events say what happened and who decided it, never what that means: that is for {@code session}
 * and {@code diagnosis}.
 */
package dev.ftpnat.trace.event;
