/** What can be said to the command, with picocli: a class for each verb. */
package dev.ftpnat.launcher.cli;
