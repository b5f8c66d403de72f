package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file that GitHub shows as the summary of a step. Each JVM of a build has a table that is more
 * complete than that of the one before, so a table goes where the module's last one was, between
 * two comments, and only the first is appended.
 */
final class JobSummary {

  private JobSummary() {}

  /**
   * Appends Markdown, or puts it where this owner's last was.
   *
   * @param owner whose it is; one line
   */
  static void put(Path file, String owner, String markdown) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assert lock.isValid();
      String before = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
      String after = merge(before, owner, markdown);
      channel.position(0);
      ByteBuffer bytes = ByteBuffer.wrap(after.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(channel.position());
    }
  }

  static String merge(String summary, String owner, String markdown) {
    String begin = "<!-- ftpnat: " + owner.replace("--", "- -") + " -->\n";
    String end = "<!-- ftpnat ends -->\n";
    String block = begin + "\n" + markdown + "\n" + end;
    int from = summary.indexOf(begin);
    int to = from < 0 ? -1 : summary.indexOf(end, from);
    if (to >= 0) {
      return summary.substring(0, from) + block + summary.substring(to + end.length());
    }
    return summary + (summary.isEmpty() || summary.endsWith("\n") ? "" : "\n") + "\n" + block;
  }
}
