/**
 * FTP servers behind simulated NATs, for tests of FTP clients. {@link dev.ftpnat.FtpNat} runs an
 * environment, {@link dev.ftpnat.Scenario} is the catalogue.
 */
package dev.ftpnat;
