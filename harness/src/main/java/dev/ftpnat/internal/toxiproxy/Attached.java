package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.link.Passage;
import java.net.Socket;

/**
 * A connection over a link that nobody relays.
 *
 * @param socket the server's end of it
 * @param upstream what the client has sent, and how much of that has come out
 * @param downstream the same of the server
 */
public record Attached(Socket socket, Passage upstream, Passage downstream) {}
