/**
 * Decides about every connection attempt and writes the decision down: {@code Router} is the door.
 *
 * <p>It holds what decisions depend on, the gateways' tables ({@code internal.nat}, behind {@code
 * GatewayTables}) and the {@code PortTable} of the server, and opens no socket. A {@code Decision}
 * is either a {@code Connection}, which from then on is told and asked what becomes of it, or a
 * {@code ConnectFailure}, which {@code ConnectFailures} says as the JDK does.
 */
package dev.ftpnat.internal.simulated.routing;
