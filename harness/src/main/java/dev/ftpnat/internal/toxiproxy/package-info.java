/**
 * A server of Toxiproxy's HTTP API inside this JVM, of version 2.12.0, with its toxics. Clients of
 * Toxiproxy work against it as they are.
 *
 * <p>It knows two kinds of {@code Proxy}. A {@code ListenerProxy} is what users create: it listens
 * on loopback and dials an upstream that {@code Upstreams} lets it. A {@link LinkProxy} stands for
 * connections that somebody else makes and carries; it is there from the start and stays.
 *
 * <p>The way of a request: {@code http} reads it, {@code Api} finds what is meant by its path,
 * {@code ProxyCalls} or {@code ToxicCalls} read the body by {@code Fields} and do it. One request
 * is done after the other. The way of a byte is in {@code link}, and what happens to it there in
 * {@code toxic}.
 */
package dev.ftpnat.internal.toxiproxy;
