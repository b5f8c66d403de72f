/** What the two kinds of network have in common for the client. */
package dev.ftpnat.internal.host;
