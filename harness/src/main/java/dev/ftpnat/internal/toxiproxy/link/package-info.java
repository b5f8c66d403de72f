/**
 * Carries the bytes of connections through the toxics of their proxy, whatever the connections are
 * made of.
 *
 * <p>{@code ToxicCollection} are those of one proxy. A connection joins them with a {@code
 * ToxicLink} for each direction: whoever reads writes into it, and it writes into a {@code Sink}.
 * Without toxics that is the same thread and nothing else; with the first toxic a thread of the
 * link's own takes over in the middle of the stream, and goes when the last toxic has.
 */
package dev.ftpnat.internal.toxiproxy.link;
