/**
 * The command {@code ftpnat}. {@link dev.ftpnat.launcher.Main} is where it begins, mostly twice:
 * {@code .start} starts a second JVM in a network of its own, in which {@code .cli} reads the
 * arguments. {@code .program} runs a command in the client's place, {@code .matrix} runs it in many
 * networks, {@code .control} is the interface for other languages.
 */
package dev.ftpnat.launcher;
