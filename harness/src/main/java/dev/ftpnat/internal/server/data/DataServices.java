package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.session.ServerTime;
import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.topology.ForeignData;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What the data connections of all sessions of one server need.
 *
 * @param network where they are made
 * @param tls how they are encrypted; null if the server knows no TLS
 * @param acceptTimeout how long a client may take to connect, and then to shake hands
 * @param foreign what becomes of those from another address than the control connection's
 * @param threads carry out connection attempts that may have to be given up
 * @param stalls ends those that stand still
 * @param time in which the server waits
 * @param listings what it makes of its listings
 */
public record DataServices(
    ServerNic network,
    TlsSettings tls,
    Duration acceptTimeout,
    ForeignData foreign,
    Executor threads,
    StallTimer stalls,
    ServerTime time,
    Listings listings) {}
