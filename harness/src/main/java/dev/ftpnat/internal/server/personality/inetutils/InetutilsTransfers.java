package dev.ftpnat.internal.server.personality.inetutils;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.conversation.Copying;
import dev.ftpnat.internal.server.personality.conversation.NetworkErrors;
import dev.ftpnat.internal.server.personality.file.AsciiStreams;
import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.Glob;
import dev.ftpnat.internal.server.personality.file.NetworkAscii;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The data connections of inetutils' ftpd, and what goes over them. */
final class InetutilsTransfers {

  private static final int NEW_FILE = 0640;

  private final Inetutils inetutils;

  InetutilsTransfers(Inetutils inetutils) {
    this.inetutils = inetutils;
  }

  /** Connects, and says 150 when it has; says why not, and returns null, if it can't. */
  private DataStream connect(String name, String size) {
    if (!inetutils.passive) {
      boolean byDefault = inetutils.usesDefault;
      inetutils.usesDefault = true;
      if (byDefault || inetutils.target == null) {
        // The client's end of the control connection, where nobody listens.
        String why = byDefault ? "Connection refused" : "Invalid argument";
        inetutils.say("425 Can't build data connection: " + why + ".");
        return null;
      }
      inetutils
          .partner
          .data()
          .initActiveDataConnection(InetutilsSettings.socketAddress(inetutils.target));
    }
    try {
      DataStream data = inetutils.meet();
      String mode = inetutils.ascii ? "ASCII" : "BINARY";
      inetutils.say(
          "150 Opening " + mode + " mode data connection for '" + name + "'" + size + ".");
      return data;
    } catch (SocketTimeoutException e) {
      if (inetutils.passive) {
        inetutils.idleTooLong();
      } else {
        inetutils.say("425 Can't build data connection: Connection timed out.");
      }
    } catch (IOException e) {
      inetutils.partner.data().closeDataConnection();
      inetutils.say("425 Can't build data connection: " + NetworkErrors.of(e) + ".");
    }
    inetutils.passive = false;
    return null;
  }

  private void finish(DataStream data, Copying result, String done, String channel) {
    inetutils.passive = false;
    inetutils.part(data);
    inetutils.say(
        result == Copying.COMPLETE ? done : "426 " + channel + ": Connection reset by peer.");
  }

  void retrieve(String name) {
    Errno status = inetutils.files.status(name);
    if (!status.isOk()) {
      inetutils.say("550 " + name + ": " + status.text() + ".");
      return;
    }
    if (!inetutils.files.isFile(name)) {
      inetutils.say("550 " + name + ": not a plain file.");
      return;
    }
    try (SeekableByteChannel file = Files.newByteChannel(inetutils.files.path(name))) {
      long size = file.size();
      long offset = inetutils.restart;
      if (inetutils.ascii && offset > 0) {
        offset = asciiOffset(name, offset);
        if (offset < 0) {
          inetutils.say(
              "554 Action not taken: invalid REST value "
                  + inetutils.restart
                  + " for "
                  + name
                  + ".");
          return;
        }
      }
      file.position(offset);
      DataStream data = connect(name, " (" + size + " bytes)");
      if (data != null) {
        InputStream content = Channels.newInputStream(file);
        send(data, inetutils.ascii ? AsciiStreams.download(data.text(content), true) : content);
      }
    } catch (IOException e) {
      inetutils.say("550 " + name + ": " + Errno.of(e).text() + ".");
    }
  }

  /** Where in the file so many bytes on the network end; -1 if there are fewer. */
  private long asciiOffset(String name, long wanted) throws IOException {
    try (InputStream file = Files.newInputStream(inetutils.files.path(name))) {
      return asciiOffset(file, wanted);
    }
  }

  private static long asciiOffset(InputStream content, long wanted) {
    long passed = 0;
    long at = 0;
    try {
      while (passed < wanted) {
        int next = content.read();
        if (next < 0) {
          return -1;
        }
        at++;
        passed += next == '\n' ? 2 : 1;
      }
    } catch (IOException e) {
      return -1;
    }
    return at;
  }

  private void send(DataStream data, InputStream content) {
    Copying result = Copying.send(data, content, inetutils.partner.habits().stall());
    finish(data, result, "226 Transfer complete.", "Data connection");
  }

  void list(String arguments) {
    sendListing(InetutilsListing.of(inetutils.files, arguments, owner()));
  }

  private String owner() {
    return inetutils.partner.description().username();
  }

  private void sendListing(String listing) {
    long offset = inetutils.restart;
    byte[] lines = listing.getBytes(UTF_8);
    if (offset > 0 && !inetutils.ascii) {
      inetutils.say("550 /bin/ls: Illegal seek.");
      return;
    }
    int skipped = inetutils.ascii ? (int) asciiOffset(new ByteArrayInputStream(lines), offset) : 0;
    if (skipped < 0) {
      inetutils.say("554 Action not taken: invalid REST value " + offset + " for /bin/ls.");
      return;
    }
    DataStream data = connect("/bin/ls", "");
    if (data != null) {
      send(data, text(new String(lines, skipped, lines.length - skipped, UTF_8)));
    }
  }

  private InputStream text(String lines) {
    return new ByteArrayInputStream(
        (inetutils.ascii ? lines.replace("\n", "\r\n") : lines).getBytes(UTF_8));
  }

  /** NLST: files, and what is in directories; the connection is opened when there is something. */
  void names(String pattern) {
    boolean simple = !pattern.matches(".*[~{\\[*?].*");
    StringBuilder lines = new StringBuilder();
    for (String name : Glob.expand(inetutils.files, pattern)) {
      Errno status = inetutils.files.status(name);
      if (!status.isOk()) {
        if (name.startsWith("-")) {
          sendListing(InetutilsListing.ofNames(inetutils.files, pattern, owner()));
        } else {
          inetutils.say("550 " + pattern + ": " + status.text() + ".");
        }
        return;
      }
      if (inetutils.files.isFile(name)) {
        lines.append(name).append('\n');
      } else {
        inDirectory(lines, name, simple);
      }
    }
    if (lines.isEmpty()) {
      // It forgets the port that it listens on, and goes on listening there.
      inetutils.passive = false;
      inetutils.say("550 No files found.");
      return;
    }
    DataStream data = connect("file list", "");
    if (data != null) {
      send(data, text(lines.toString()));
    }
  }

  private void inDirectory(StringBuilder lines, String directory, boolean simple) {
    try {
      for (String name : inetutils.files.names(directory)) {
        String path = directory + "/" + name;
        if (simple || inetutils.files.isFile(path)) {
          lines.append(path.startsWith("./") ? path.substring(2) : path).append('\n');
        }
      }
    } catch (IOException e) {
      // It can't be read, and is passed over.
    }
  }

  void store(String name, boolean appends, boolean unique) {
    String own = name;
    for (int number = 1; unique && inetutils.files.exists(own); number++) {
      own = name + "." + number;
    }
    long offset = inetutils.restart;
    if (inetutils.files.isDirectory(own)) {
      inetutils.say("553 " + own + ": " + Errno.IS_DIRECTORY.text() + ".");
      return;
    }
    boolean resumes = offset > 0;
    Set<? extends OpenOption> options =
        resumes
            ? Set.of(StandardOpenOption.WRITE)
            : appends
                ? Set.of(
                    StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                : Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
    boolean created = !inetutils.files.exists(own);
    try (SeekableByteChannel file = Files.newByteChannel(inetutils.files.path(own), options)) {
      if (created) {
        Errno ignored = inetutils.files.changeMode(own, NEW_FILE);
      }
      if (resumes && inetutils.ascii) {
        offset = asciiOffset(own, offset);
        if (offset < 0) {
          inetutils.say(
              "554 Action not taken: invalid REST value "
                  + inetutils.restart
                  + " for "
                  + own
                  + ".");
          return;
        }
      }
      if (resumes) {
        file.position(offset);
      }
      DataStream data = connect(own, "");
      if (data != null) {
        receive(data, Channels.newOutputStream(file), unique ? own : "");
      }
    } catch (IOException e) {
      inetutils.say("553 " + own + ": " + Errno.of(e).text() + ".");
    }
  }

  private void receive(DataStream data, OutputStream file, String uniqueName) throws IOException {
    NetworkAscii.Received converted =
        new NetworkAscii.Received(inetutils.ascii ? data.text(file) : file);
    Copying result =
        Copying.receive(
            data, inetutils.ascii ? converted : file, inetutils.partner.habits().stall());
    int bare = converted.bareLineFeeds();
    converted.end();
    String done =
        uniqueName.isEmpty()
            ? "226 Transfer complete."
            : "226 Transfer complete (unique file name:" + uniqueName + ").";
    if (bare > 0) {
      done =
          "226- WARNING! "
              + bare
              + " bare linefeeds received in ASCII mode\n"
              + "   File may not have transferred correctly.\n"
              + done;
    }
    finish(data, result, done, "Data Connection");
  }
}
