package dev.ftpnat.internal.host;

import dev.ftpnat.internal.capture.Capture;
import dev.ftpnat.internal.keylog.KeyLog;

/**
 * Where the packets of a network go.
 *
 * @param capture takes them
 * @param keys derives the keys of TLS connections to the server
 */
public record PacketCapture(Capture capture, KeyLog keys) {}
