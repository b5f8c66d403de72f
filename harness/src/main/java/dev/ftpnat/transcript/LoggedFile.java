package dev.ftpnat.transcript;

import java.util.OptionalLong;

/**
 * A file or directory that must have been on the server, since a log has somebody use it.
 *
 * @param path from the root, for example {@code /pub/report.csv}
 * @param directory whether it is a directory
 * @param size how many bytes, if the log tells
 */
public record LoggedFile(String path, boolean directory, OptionalLong size) {}
