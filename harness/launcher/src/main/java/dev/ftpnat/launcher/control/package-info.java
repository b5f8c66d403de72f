/**
 * An environment for programs in other languages, as JSON by HTTP on loopback. {@link
 * dev.ftpnat.launcher.control.ControlServer} is what they talk to; {@code schema.json} beside these
 * classes describes what is said.
 */
package dev.ftpnat.launcher.control;
