package dev.ftpnat.internal.server.personality.pureftpd;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.conversation.Copying;
import dev.ftpnat.internal.server.personality.conversation.NetworkErrors;
import dev.ftpnat.internal.server.personality.file.AsciiStreams;
import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.FileStatus;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Files on the data connections of Pure-FTPd. */
final class PureFtpdTransfers {

  private static final String WARNING =
      "Warning: client is in ASCII mode - Assuming data is plain text";
  private static final AtomicInteger UNIQUE = new AtomicInteger();
  private static final int NEW_FILE = 0644;
  private static final int LARGEST_UNANNOUNCED = 4096;
  private final AtomicBoolean warns = new AtomicBoolean();

  private final PureFtpd pureFtpd;

  PureFtpdTransfers(PureFtpd pureFtpd) {
    this.pureFtpd = pureFtpd;
  }

  /** Connects; adds 150 when it has, says why not, and returns null, if it can't. */
  DataStream connect() {
    if (!pureFtpd.listensPassively && pureFtpd.target == null) {
      pureFtpd.add(425, "No data connection");
      return null;
    }
    int port = pureFtpd.target == null ? 0 : pureFtpd.target.port();
    if (pureFtpd.target != null) {
      pureFtpd
          .partner
          .data()
          .initActiveDataConnection(
              new InetSocketAddress(pureFtpd.target.address(), pureFtpd.target.port()));
      pureFtpd.target = null;
    }
    try {
      pureFtpd.aborted = false;
      DataStream data = pureFtpd.meet();
      pureFtpd.add(150, port == 0 ? "Accepted data connection" : "Connecting to port " + port);
      return data;
    } catch (SocketTimeoutException e) {
      if (port == 0) {
        pureFtpd.die(421, "Timeout");
        return null;
      }
      pureFtpd.add(
          425, "Could not open data connection to port " + port + ": Connection timed out");
    } catch (IOException e) {
      pureFtpd.partner.data().closeDataConnection();
      String why = NetworkErrors.of(e);
      pureFtpd.add(425, "Could not open data connection to port " + port + ": " + why);
    }
    return null;
  }

  /** Shakes hands where that was agreed on; if it fails the whole session is over. */
  boolean secure(DataStream data) {
    pureFtpd.flush();
    try {
      data.secure(pureFtpd.partner.habits().handshake());
      data.checkSession();
      return true;
    } catch (IOException e) {
      pureFtpd.hangUp();
      return false;
    }
  }

  private void rate(long bytes, long began) {
    double seconds = Math.max(1e-6, (System.nanoTime() - began) / 1e9);
    double speed = bytes / seconds;
    String unit = "bytes";
    if (speed > 524288) {
      speed /= 1048576;
      unit = "Mbytes";
    } else if (speed > 512) {
      speed /= 1024;
      unit = "Kbytes";
    } else if (speed <= 0.1) {
      return;
    }
    pureFtpd.add(
        String.format(
            Locale.ROOT, "%.3f seconds (measured here), %.2f %s per second", seconds, speed, unit));
  }

  void retrieve(String name) {
    long offset = pureFtpd.restart;
    pureFtpd.restart = 0;
    if (name.isEmpty()) {
      pureFtpd.restart = offset;
      pureFtpd.add(501, "No file name");
      return;
    }
    if (pureFtpd.ascii && offset > 1) {
      pureFtpd.add(503, "ASCII resume is unsafe, please delete the file first");
      return;
    }
    Errno status = pureFtpd.files.status(name);
    if (!status.isOk()) {
      pureFtpd.add(550, "Can't open " + name + ": " + status.text());
      return;
    }
    try {
      long size = FileStatus.following(pureFtpd.files.path(name)).size();
      if (offset > size) {
        pureFtpd.add(
            554,
            String.format(
                    Locale.ROOT, "Restart offset %d is too large for file size %d.", offset, size)
                + "\nRestart offset reset to 0");
        return;
      }
      if (!pureFtpd.files.isFile(name)) {
        pureFtpd.add(550, "I can only retrieve regular files");
        return;
      }
      send(name, offset, size);
    } catch (IOException e) {
      pureFtpd.add(550, "Can't open " + name + ": " + Errno.of(e).text());
    }
  }

  private void send(String name, long offset, long size) throws IOException {
    try (SeekableByteChannel file = Files.newByteChannel(pureFtpd.files.path(name))) {
      file.position(offset);
      DataStream data = connect();
      if (data == null) {
        return;
      }
      if (size - offset > LARGEST_UNANNOUNCED) {
        pureFtpd.add(
            String.format(Locale.ROOT, "%.1f kbytes to download", (size - offset) / 1024.0));
      }
      pureFtpd.uploading = false;
      if (!secure(data)) {
        return;
      }
      long began = System.nanoTime();
      warns.set(pureFtpd.ascii);
      InputStream content = Channels.newInputStream(file);
      InputStream sent = pureFtpd.ascii ? AsciiStreams.download(data.text(content), true) : content;
      Copying result = Copying.send(data, sent, pureFtpd.partner.habits().stall());
      long bytes = data.bytes();
      pureFtpd.part(data);
      addWarning();
      if (result == Copying.COMPLETE) {
        pureFtpd.add(226, "File successfully transferred");
      } else if (pureFtpd.aborted) {
        pureFtpd.add(226, "Transfer aborted");
      }
      pureFtpd.downloaded += bytes;
      rate(bytes, began);
    }
  }

  /** What it says first, whatever comes next, of a transfer in ASCII; once. */
  String warned(int nextCode) {
    return warns.getAndSet(false) ? nextCode + "-" + WARNING + "\n" : "";
  }

  private void addWarning() {
    if (warns.getAndSet(false)) {
      pureFtpd.add(WARNING);
    }
  }

  void storeUnique() {
    int number = UNIQUE.getAndIncrement() & 0xffff;
    String name =
        String.format(
            Locale.ROOT,
            "pureftpd.%08x.%02x.%04x",
            System.currentTimeMillis() / 1000,
            System.nanoTime() & 0xff,
            number);
    pureFtpd.add(150, "FILE: " + name);
    store(name, false);
  }

  void store(String name, boolean appends) {
    long offset = pureFtpd.restart;
    pureFtpd.restart = 0;
    if (pureFtpd.ascii && offset > 1) {
      pureFtpd.add(503, "ASCII resume is unsafe, please delete the file first");
      return;
    }
    if (pureFtpd.files.isDirectory(name)) {
      pureFtpd.add(553, "Can't open that file: Is a directory");
      return;
    }
    boolean created = !pureFtpd.files.exists(name);
    try (SeekableByteChannel file =
        Files.newByteChannel(
            pureFtpd.files.path(name),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
      if (created) {
        Errno ignored = pureFtpd.files.changeMode(name, NEW_FILE);
      }
      long start = appends ? file.size() : Math.min(offset, file.size());
      file.truncate(start);
      file.position(start);
      DataStream data = connect();
      if (data != null) {
        receive(data, Channels.newOutputStream(file));
      }
    } catch (IOException e) {
      pureFtpd.add(553, "Can't open that file: " + Errno.of(e).text());
    }
  }

  private void receive(DataStream data, OutputStream file) {
    pureFtpd.uploading = true;
    if (!secure(data)) {
      return;
    }
    long began = System.nanoTime();
    warns.set(pureFtpd.ascii);
    OutputStream content = pureFtpd.ascii ? withoutReturns(data.text(file)) : file;
    Copying result = Copying.receive(data, content, pureFtpd.partner.habits().stall());
    long bytes = data.bytes();
    pureFtpd.part(data);
    addWarning();
    switch (result) {
      case COMPLETE -> pureFtpd.add(226, "File successfully transferred");
      case STALLED -> pureFtpd.add(451, "Timeout\nTransfer aborted");
      default -> {
        if (!pureFtpd.aborted) {
          pureFtpd.add(451, "Error during read from data connection");
        }
        pureFtpd.add(451, "Transfer aborted");
      }
    }
    pureFtpd.uploaded += bytes;
    if (result != Copying.STALLED) {
      rate(bytes, began);
    }
  }

  /** In ASCII it drops every CR. */
  private static OutputStream withoutReturns(OutputStream file) {
    return new FilterOutputStream(file) {
      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        byte[] kept = new byte[count];
        int length = 0;
        for (int i = from; i < from + count; i++) {
          if (bytes[i] != '\r') {
            kept[length++] = bytes[i];
          }
        }
        out.write(kept, 0, length);
      }
    };
  }
}
