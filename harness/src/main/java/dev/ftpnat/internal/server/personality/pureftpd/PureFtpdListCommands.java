package dev.ftpnat.internal.server.personality.pureftpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.conversation.Copying;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Listings on the data connections of Pure-FTPd, and those that are replies. */
final class PureFtpdListCommands {

  private final PureFtpd pureFtpd;

  PureFtpdListCommands(PureFtpd pureFtpd) {
    this.pureFtpd = pureFtpd;
  }

  private PureFtpdListing listing() {
    return new PureFtpdListing(pureFtpd.files, pureFtpd.partner.description().username());
  }

  void status(String name) {
    if (name.isEmpty()) {
      pureFtpd.add(211, "https://www.pureftpd.org/");
      return;
    }
    PureFtpdListing listing = listing();
    listing.list(name);
    pureFtpd.say("213-STAT\n" + listing.text().replace("\r\n", "\n") + "213 End.");
  }

  void list(String arguments) {
    DataStream data = pureFtpd.transfers.connect();
    if (data == null) {
      return;
    }
    PureFtpdListing listing = listing();
    listing.list(arguments);
    if (!listing.options().isEmpty()) {
      send(data, listing, "Options: " + listing.options());
    } else {
      send(data, listing, "");
    }
  }

  private void send(DataStream data, PureFtpdListing listing, String options) {
    pureFtpd.uploading = false;
    if (!pureFtpd.transfers.secure(data)) {
      return;
    }
    InputStream content = new ByteArrayInputStream(listing.text().getBytes(UTF_8));
    Copying.send(data, content, pureFtpd.partner.habits().stall());
    if (data.isEncrypted()) {
      // Unlike after a file it waits here for the client's goodbye.
      try {
        data.endOutput();
        boolean ignored = data.awaitEnd(pureFtpd.partner.habits().stall());
      } catch (IOException e) {
        // The client has gone before.
      }
    }
    pureFtpd.part(data);
    pureFtpd.code = 226;
    if (!options.isEmpty()) {
      pureFtpd.add(options);
    }
    pureFtpd.add(listing.matches() + " matches total");
  }

  /**
   * The directory that NLST and MLSD are about. Options alone are dropped; with a name behind them
   * they are taken for a part of it.
   */
  private Optional<String> directory(String name) {
    if (name.isEmpty() || name.startsWith("-") && name.indexOf(' ') < 0) {
      return Optional.of(".");
    }
    return pureFtpd.files.isDirectory(name) ? Optional.of(name) : Optional.empty();
  }

  void names(String name) {
    Optional<String> directory = directory(name);
    if (directory.isEmpty()) {
      pureFtpd.add(550, "Can't check for file existence");
      return;
    }
    DataStream data = pureFtpd.transfers.connect();
    if (data == null) {
      return;
    }
    PureFtpdListing listing = listing();
    String shown = directory.get();
    String prefix = shown.equals(".") ? "" : shown.endsWith("/") ? shown : shown + "/";
    boolean listed = ServerFiles.tried(() -> listing.names(shown, prefix)).isOk();
    send(data, listed ? listing : listing(), "");
  }

  void listDirectoryFacts(String name) {
    Optional<String> directory = directory(name);
    if (directory.isEmpty()) {
      pureFtpd.add(550, "Can't check for file existence");
      return;
    }
    DataStream data = pureFtpd.transfers.connect();
    if (data == null) {
      return;
    }
    PureFtpdListing listing = listing();
    boolean listed = ServerFiles.tried(() -> listing.facts(directory.get())).isOk();
    send(data, listed ? listing : listing(), "");
  }

  void listFacts(String name) {
    try {
      pureFtpd.say("250-Begin\n " + listing().facts(name, name) + "\n250 End.");
    } catch (IOException e) {
      pureFtpd.add(550, "Can't check for file existence");
    }
  }
}
