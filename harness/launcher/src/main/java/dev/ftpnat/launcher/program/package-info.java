/**
 * Runs a command in the client's place: {@link dev.ftpnat.launcher.program.Program} is what is
 * started, {@link dev.ftpnat.launcher.program.Variables} what it is told of its environment.
 */
package dev.ftpnat.launcher.program;
