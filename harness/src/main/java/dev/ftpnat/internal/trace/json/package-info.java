/**
 * A record as JSON, and back: {@link dev.ftpnat.internal.trace.json.RecordJson} is the door. {@code
 * Values} knows how values are written, by their types; {@code TopologySettings} and what it is
 * made of are a topology as values. Text in, values out: no I/O.
 */
package dev.ftpnat.internal.trace.json;
