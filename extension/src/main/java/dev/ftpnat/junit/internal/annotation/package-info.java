/**
 * Finds the annotations that are meant for a test, and makes a topology of their attributes; what
 * is wrong with one is told by its name in backticks. Knows nothing of running environments.
 */
package dev.ftpnat.junit.internal.annotation;
