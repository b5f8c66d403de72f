package dev.ftpnat.internal.server;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What the data connections of all sessions of one server need.
 *
 * @param network where they are made
 * @param tls how they are encrypted; null if the server knows no TLS
 * @param acceptTimeout how long a client may take to connect, and then to shake hands
 * @param threads carry out connection attempts that may have to be given up
 * @param stalls ends those that stand still
 */
record DataServices(
    NetworkCard network,
    TlsSettings tls,
    Duration acceptTimeout,
    Executor threads,
    StallWatch stalls) {}
