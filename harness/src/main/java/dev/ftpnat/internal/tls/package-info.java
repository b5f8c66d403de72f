/** The certificates that the embedded server shows and that clients of an environment trust. */
package dev.ftpnat.internal.tls;
