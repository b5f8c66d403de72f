/**
 * As much of an HTTP/1.1 server as an API on loopback needs, without the 40 ms that the JDK's takes
 * for each reply, and with bounds on everything that a client can make it keep or wait for.
 */
package dev.ftpnat.internal.toxiproxy.http;
