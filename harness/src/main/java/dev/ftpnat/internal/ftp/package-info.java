/**
 * What the words of FTP mean, for whoever reads or plays a session: which commands are for
 * transfers, and what a path names. Knows nothing of networks, servers or records.
 */
package dev.ftpnat.internal.ftp;
