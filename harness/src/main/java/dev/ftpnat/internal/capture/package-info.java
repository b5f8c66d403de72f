/**
 * Writes down what the simulated network carries, as a packet capture that Wireshark reads. The
 * network carries streams of bytes; the packets are what TCP would have made of them. Times come in
 * as parameters, and nothing here fails into the traffic that it records.
 */
package dev.ftpnat.internal.capture;
