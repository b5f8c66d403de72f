/**
 * The pure core of the NATs: what a gateway's table makes of a connection attempt, and the path
 * that an attempt takes through all gateways. No I/O, no clock, no threads: time is an argument,
 * and callers serialise their calls.
 */
package dev.ftpnat.internal.nat;
