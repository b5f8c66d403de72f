package dev.ftpnat.internal.server.personality.vsftpd;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.data.ForeignDataException;
import dev.ftpnat.internal.server.personality.conversation.Copying;
import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** The data connections of a {@link Vsftpd}, and what it lists. */
final class VsftpdTransfers {

  private static final String WRITING = "426 Failure writing network stream.";
  private static final String READING = "426 Failure reading network stream.";

  final Vsftpd vsftpd;
  final VsftpdListing listing;

  VsftpdTransfers(Vsftpd vsftpd) {
    this.vsftpd = vsftpd;
    listing = new VsftpdListing(vsftpd, this);
  }

  // Files -----------------------------------------------------------------------------------------

  boolean mayTransfer() {
    if (!vsftpd.hasDataAddress()) {
      vsftpd.say("425 Use PORT or PASV first.");
      return false;
    }
    if (vsftpd.demandsTls() && !vsftpd.partner.protectsData()) {
      vsftpd.say("522 Data connections must be encrypted.");
      return false;
    }
    return true;
  }

  /** Where REST has said to begin, this time only; negative if that is refused. */
  private long offset() {
    long offset = vsftpd.restart;
    vsftpd.restart = 0;
    if (vsftpd.ascii && offset > 0) {
      vsftpd.say("550 No support for resume of ASCII transfer.");
      return -1;
    }
    return offset;
  }

  void retrieve(String name) {
    if (!mayTransfer()) {
      return;
    }
    long offset = offset();
    if (offset < 0) {
      return;
    }
    ServerFiles files = vsftpd.files;
    if (name.isEmpty() || !files.isFile(name)) {
      vsftpd.say("550 Failed to open file.");
      return;
    }
    try (SeekableByteChannel file = Files.newByteChannel(files.path(name))) {
      file.position(offset);
      DataStream data =
          connect(
              String.format(
                  Locale.ROOT,
                  "150 Opening BINARY mode data connection for %s (%d bytes).",
                  name,
                  file.size()));
      if (data != null) {
        Copying result =
            Copying.send(data, Channels.newInputStream(file), vsftpd.partner.habits().stall());
        finishSending(data, result, "226 Transfer complete.");
      }
    } catch (IOException e) {
      vsftpd.say("550 Failed to open file.");
    }
  }

  void store(String name, boolean append) {
    if (!mayTransfer()) {
      return;
    }
    long offset = vsftpd.restart;
    vsftpd.restart = 0;
    receive(name, append, offset, "150 Ok to send data.", StandardOpenOption.CREATE);
  }

  void storeUnique(String name) {
    if (!mayTransfer()) {
      return;
    }
    String base = name.isEmpty() ? "STOU" : name;
    String unique = base;
    for (int number = 1; vsftpd.files.exists(unique) || (name.isEmpty() && number == 1); number++) {
      unique = base + "." + number;
    }
    receive(unique, false, 0, "150 FILE: " + unique, StandardOpenOption.CREATE_NEW);
  }

  private void receive(
      String name, boolean append, long offset, String preliminary, StandardOpenOption creation) {
    ServerFiles files = vsftpd.files;
    if (name.isEmpty() || files.isDirectory(name)) {
      vsftpd.say("553 Could not create file.");
      return;
    }
    boolean created = !files.exists(name);
    try (SeekableByteChannel file =
        Files.newByteChannel(files.path(name), Set.of(creation, StandardOpenOption.WRITE))) {
      if (created) {
        Errno ignored = files.changeMode(name, vsftpd.settings.modeOfNewFiles());
      }
      // Before the client has come, and so also if it never does.
      if (append) {
        file.position(file.size());
      } else if (offset == 0) {
        file.truncate(0);
      } else {
        file.position(offset);
      }
      DataStream data = connect(preliminary);
      if (data != null) {
        Copying result =
            Copying.receive(data, Channels.newOutputStream(file), vsftpd.partner.habits().stall());
        finishReceiving(data, result);
      }
    } catch (IOException e) {
      vsftpd.say("553 Could not create file.");
    }
  }

  // Data connections ------------------------------------------------------------------------------

  /** Says 150 when the client has come; null if it doesn't come. */
  DataStream connect(String preliminary) {
    DataStream data;
    try {
      data = vsftpd.meet();
    } catch (ForeignDataException e) {
      vsftpd.partner.data().closeDataConnection();
      vsftpd.say("425 Security: Bad IP connecting.");
      return null;
    } catch (IOException e) {
      vsftpd.partner.data().closeDataConnection();
      vsftpd.say("425 Failed to establish connection.");
      return null;
    }
    vsftpd.say(preliminary);
    try {
      data.secure(vsftpd.partner.habits().handshake());
      if (data.isSessionRefused()) {
        refuseSession(data);
        return null;
      }
      return data;
    } catch (IOException e) {
      vsftpd.part(data);
      sayOops();
      return null;
    }
  }

  /** Looks like an empty file, until the client has closed. */
  private void refuseSession(DataStream data) {
    Copying ignored = endOfTls(data, vsftpd.partner.habits().stall().multipliedBy(2));
    vsftpd.part(data);
    vsftpd.say("522 SSL connection failed: session reuse required");
    vsftpd.hangUp();
  }

  /** In clear, also where the control connection is under TLS: its clients take it for broken. */
  private void sayOops() {
    vsftpd.sayInClear(
        "500 OOPS: error:0A00010B:SSL routines::wrong version number",
        "500 OOPS: priv_sock_get_result");
    vsftpd.hangUp();
  }

  void finishSending(DataStream data, Copying copied, String done) {
    Copying result = copied;
    Duration stall = vsftpd.partner.habits().stall();
    if (result == Copying.COMPLETE && data.isEncrypted()) {
      // Without a limit of its own: what stalls twice is given up.
      result = endOfTls(data, stall.multipliedBy(2));
    }
    vsftpd.part(data);
    say(result, done, WRITING);
  }

  private static Copying endOfTls(DataStream data, Duration patience) {
    try {
      data.endOutput();
    } catch (SocketException e) {
      return Copying.BROKEN;
    } catch (IOException e) {
      return Copying.COMPLETE;
    }
    return data.awaitEnd(patience) ? Copying.COMPLETE : Copying.STALLED;
  }

  private void finishReceiving(DataStream data, Copying result) {
    vsftpd.part(data);
    say(result, "226 Transfer complete.", READING);
  }

  private void say(Copying result, String done, String broken) {
    switch (result) {
      case COMPLETE -> vsftpd.say(done);
      case STALLED -> {
        vsftpd.say("421 Data timeout. Reconnect. Sorry.");
        vsftpd.hangUp();
      }
      default -> vsftpd.say(broken);
    }
  }
}
