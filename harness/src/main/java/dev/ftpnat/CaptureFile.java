package dev.ftpnat;

import dev.ftpnat.internal.capture.CaptureSink;
import dev.ftpnat.internal.capture.PcapngWriter;
import dev.ftpnat.internal.keylog.KeyLog;
import dev.ftpnat.internal.keylog.RecordingRandom;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packet capture of one environment, in a file that grows. */
final class CaptureFile implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(CaptureFile.class);

  private final Path file;
  private final RecordingRandom random = new RecordingRandom();
  private final PcapngWriter capture;
  private volatile boolean closed;

  private CaptureFile(Path file) throws IOException {
    this.file = file;
    // Unlike the stream of a channel, this one isn't closed when a thread is interrupted.
    capture =
        new PcapngWriter(
            new FileOutputStream(file.toFile()),
            PcapngWriter.DEFAULT_BUDGET,
            e -> LOGGER.warn("The packet capture {} ends here, it can't be written", file, e));
  }

  /** Begins a capture, and replaces the file if there is one. */
  static CaptureFile create(Path file) throws IOException {
    return new CaptureFile(file);
  }

  /** What the network is to have. */
  CaptureSink packets() {
    return new CaptureSink(capture, new KeyLog(random));
  }

  /** Where the server's keys must come from, so that the capture can be read. */
  SecureRandom random() {
    return random;
  }

  /** Writes what there is up to now into another file. */
  void copyTo(Path target) {
    if (closed && Files.notExists(file)) {
      throw new IllegalStateException(
          "the environment is closed, and its packets are gone with it. Write "
              + target
              + " before that, or start the environment with captureTo(file).");
    }
    try {
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the packet capture " + target, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    capture.close();
  }
}
