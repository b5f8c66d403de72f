/**
 * Tries a client in networks that nobody has drawn, and tells in which it does what no client
 * should. {@code Exploration} plays plans side by side, {@code Judge} says what of a run is the
 * client's fault, and {@code Finding}s are shrunk and told. Knows nothing of JUnit: the launcher
 * explores programs by it.
 */
package dev.ftpnat.junit.internal.explore;
