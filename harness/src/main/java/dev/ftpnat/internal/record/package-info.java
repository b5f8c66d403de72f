/**
 * Writing down what happens, as it happens, on either network. The door is {@code Recorder}, which
 * numbers connections and hands out a record of them; {@code ControlLineLog} makes lines of what
 * control connections carry on each link, and {@code SessionMatcher} tells which of the server's
 * sessions is which connection. It knows events and nothing of who causes them, nor of what is made
 * of them afterwards.
 */
package dev.ftpnat.internal.record;
