/**
 * Decides about every connection attempt and writes the decision down: {@code Router} is the door.
 *
 * <p>It holds what decisions depend on, the gateways' tables ({@code internal.nat}) and the {@code
 * PortTable} of the server, and opens no socket. A {@code Connection} is one that was let through;
 * a {@code ConnectFailure} is how one was refused, and {@code ConnectFailures} says it as the JDK
 * does.
 */
package dev.ftpnat.internal.simulated.routing;
