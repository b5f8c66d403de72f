package dev.ftpnat.internal.server.personality.proftpd;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.FileStatus;
import dev.ftpnat.internal.server.personality.file.ListedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The facts of files as ProFTPD tells them. */
final class ProftpdFacts {

  private final Proftpd proftpd;
  private final ProftpdTransfers transfers;

  ProftpdFacts(Proftpd proftpd, ProftpdTransfers transfers) {
    this.proftpd = proftpd;
    this.transfers = transfers;
  }

  void listFacts(String argument) {
    String path = argument.isEmpty() ? "." : argument;
    String shown = argument.isEmpty() ? proftpd.files.current() : argument;
    if (!proftpd.files.status(path).isOk()) {
      proftpd.say("550 '" + shown + "' cannot be listed");
      return;
    }
    try {
      FileStatus status = FileStatus.following(proftpd.files.path(path));
      proftpd.sayByLine(
          "250-Start of list for " + shown,
          " "
              + proftpd.facts.line(
                  status, status.isDirectory() ? "dir" : "file", proftpd.files.absolute(path)),
          "250 End of list");
    } catch (IOException e) {
      proftpd.say("550 '" + shown + "' cannot be listed");
    }
  }

  void listAllFacts(String argument) {
    String path = argument.isEmpty() ? "." : argument;
    Errno status = proftpd.files.status(path);
    if (!status.isOk()) {
      proftpd.say(ProftpdFiles.failed(path, status));
      return;
    }
    if (!proftpd.files.isDirectory(path)) {
      proftpd.say("550 '" + path + "' is not a directory");
      return;
    }
    DataStream data = transfers.connect(transfers.mode() + "MLSD");
    if (data == null) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (ListedFile file :
        transfers.listing.entries(path, new ProftpdListing.Wanted("a", ""), true)) {
      String type =
          switch (file.name()) {
            case "." -> "cdir";
            case ".." -> "pdir";
            default -> file.status().isDirectory() ? "dir" : "file";
          };
      lines.add(proftpd.facts.line(file.status(), type, file.name()));
    }
    transfers.send(data, ProftpdListing.text(lines));
  }
}
