/** The immutable record of what happened in an environment. Everything shown derives from it. */
package dev.ftpnat.trace;
