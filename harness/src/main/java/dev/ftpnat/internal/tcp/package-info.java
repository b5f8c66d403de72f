/**
 * What TCP does to streams of segments: what a sender sends again when a segment was dropped, and
 * how segments that came out of order are put together. Knows nothing of FTP.
 */
package dev.ftpnat.internal.tcp;
