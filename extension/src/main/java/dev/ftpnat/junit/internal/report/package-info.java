/**
 * The compatibility report: what became of each run of an {@link dev.ftpnat.junit.FtpNatMatrix}
 * test, collected from all JVMs of a build into {@code compatibility.html}, {@code .md} and {@code
 * .json}. Knows nothing of JUnit. Its files are for others to rely on; its classes are only for the
 * extension.
 */
package dev.ftpnat.junit.internal.report;
