/**
 * Network namespaces: what has to be there ({@code Planner}, {@code Plan}, {@code NftRuleset}), how
 * the kernel is told ({@code Rtnetlink}, {@code IpLine}, {@code NftProcesses}), and what has been
 * built ({@code NetnsHosts}, {@code Namespace}).
 *
 * <p>Threads enter a namespace by {@code setns(2)}; {@code NamespaceStack} remembers where each one
 * came from, and the socket factories open sockets on a thread that is there. {@code Libc} calls
 * the C library, by JNA.
 */
package dev.ftpnat.internal.kernel.netns;
