/**
 * A command in many networks: {@link dev.ftpnat.launcher.matrix.Matrix} runs its cells side by
 * side, {@link dev.ftpnat.launcher.matrix.CellRun} each of them, and what became of it goes into
 * the compatibility report and {@code JunitXml}.
 */
package dev.ftpnat.launcher.matrix;
