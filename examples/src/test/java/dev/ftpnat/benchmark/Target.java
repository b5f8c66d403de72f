package dev.ftpnat.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.net.ftp.FTPClient;

/** A running FTP server that clients reach one way or the other. */
interface Target extends AutoCloseable {

  /** How to start one. */
  interface Launcher {
    Target start() throws Exception;
  }

  /**
   * A client that is logged in, transfers binary files in passive mode and believes 227.
   *
   * @param encrypted whether control and data connections are under TLS
   */
  FTPClient login(boolean encrypted) throws IOException;

  /** The directory that the client sees as {@code /}. */
  Path directory();

  @Override
  void close() throws IOException;
}
