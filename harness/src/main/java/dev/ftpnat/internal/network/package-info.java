/**
 * What the simulated network and the kernel's have in common for whoever runs an environment:
 * {@code ClientNetwork}, how clients get onto it and what a test can do to it, and {@code
 * ThreadAttachment}, a thread's stay on it.
 */
package dev.ftpnat.internal.network;
