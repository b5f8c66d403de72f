/**
 * The dialogue in the log of an FTP client, as it stands in a bug report. {@link
 * dev.ftpnat.transcript.Transcript#parse} reads it, {@code Server.Builder.transcript} makes a
 * server of it. Pure: text in, values out.
 *
 * <p>{@code LogLines} takes off what stands around a line, {@code Markers} tells who has said it,
 * {@code DialogueBuilder} which reply answers which command.
 */
package dev.ftpnat.transcript;
