/**
 * A command in networks that nobody has drawn: {@link dev.ftpnat.launcher.explore.Explorer} has the
 * extension's explorer play {@code CommandTrial}s, and writes what was found.
 */
package dev.ftpnat.launcher.explore;
