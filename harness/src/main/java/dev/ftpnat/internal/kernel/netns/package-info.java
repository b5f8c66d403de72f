/**
 * Network namespaces: what has to be there ({@code Planner}, {@code Plan}, {@code NftRuleset}), the
 * script that builds it ({@code SetupScript}), and what has been built ({@code NetnsHosts}, {@code
 * Namespace}).
 *
 * <p>Threads enter a namespace by {@code setns(2)}; {@code NamespaceStack} remembers where each one
 * came from, and the socket factories open sockets on a thread that is there. {@code Libc} is the
 * only class that knows JNA.
 */
package dev.ftpnat.internal.kernel.netns;
