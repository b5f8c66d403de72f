/**
 * The simulated network while it runs: how client code gets onto it, how connections are routed and
 * relayed over real loopback sockets, and how refusals become the exceptions of a real TCP stack.
 */
package dev.ftpnat.internal.network;
