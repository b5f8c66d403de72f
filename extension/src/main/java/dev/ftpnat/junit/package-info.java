/**
 * The JUnit Jupiter extension: {@link dev.ftpnat.junit.FtpNatEnvironment} starts an environment for
 * a test, {@link dev.ftpnat.junit.FtpNatMatrix} runs a test in many, {@link
 * dev.ftpnat.junit.FtpNatExtension} takes any topology.
 */
package dev.ftpnat.junit;
