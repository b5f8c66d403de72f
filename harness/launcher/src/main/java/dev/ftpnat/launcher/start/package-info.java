/**
 * The first JVM. It starts the second, passes signals on, and leaves nothing behind. Every class
 * that it loads delays the client, so there is nothing here but what the JDK has.
 */
package dev.ftpnat.launcher.start;
