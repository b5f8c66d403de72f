package dev.ftpnat.internal.server.personality.vsftpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.conversation.Copying;
import dev.ftpnat.internal.server.personality.file.FileStatus;
import dev.ftpnat.internal.server.personality.file.Glob;
import dev.ftpnat.internal.server.personality.file.ListedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What vsftpd lists. */
final class VsftpdListing {

  private final Vsftpd vsftpd;
  private final VsftpdTransfers transfers;

  VsftpdListing(Vsftpd vsftpd, VsftpdTransfers transfers) {
    this.vsftpd = vsftpd;
    this.transfers = transfers;
  }

  void list(String argument, boolean details) {
    if (!transfers.mayTransfer()) {
      return;
    }
    DataStream data = transfers.connect("150 Here comes the directory listing.");
    if (data != null) {
      StringBuilder listing = new StringBuilder();
      lines(argument, details, false).forEach(line -> listing.append(line).append("\r\n"));
      ByteArrayInputStream bytes = new ByteArrayInputStream(listing.toString().getBytes(UTF_8));
      Copying result = Copying.send(data, bytes, vsftpd.partner.habits().stall());
      transfers.finishSending(data, result, "226 Directory send OK.");
    }
  }

  /** What LIST and NLST send, and what STAT says with all names. */
  List<String> lines(String argument, boolean details, boolean all) {
    String options = "";
    String filter = argument;
    if (argument.startsWith("-")) {
      int end = argument.indexOf(' ');
      options = argument.substring(1, end < 0 ? argument.length() : end);
      filter = end < 0 ? "" : argument.substring(end + 1);
    }
    filter = VsftpdFiles.withoutTilde(filter);
    String directory = ".";
    if (vsftpd.files.isDirectory(filter) && !filter.isEmpty()) {
      directory = filter;
      filter = "";
    } else if (filter.contains("/")) {
      int slash = filter.lastIndexOf('/');
      directory = slash == 0 ? "/" : filter.substring(0, slash);
      filter = filter.substring(slash + 1);
    }
    boolean longFormat = details || options.contains("l");
    String prefix = longFormat || directory.equals(".") ? "" : withSlash(directory);
    List<String> lines = new ArrayList<>();
    for (ListedFile file : select(directory, filter, options, all && filter.isEmpty())) {
      String name = prefix + file.name();
      String suffix = options.contains("F") && file.status().isDirectory() ? "/" : "";
      lines.add((longFormat ? line(directory, file) : name) + suffix);
    }
    return lines;
  }

  private static String withSlash(String directory) {
    return directory.endsWith("/") ? directory : directory + "/";
  }

  private List<ListedFile> select(String directory, String filter, String options, boolean all) {
    List<ListedFile> files = new ArrayList<>();
    boolean hidden = all || options.contains("a");
    try {
      Path path = vsftpd.files.path(directory);
      List<String> names = new ArrayList<>(List.of(".", ".."));
      names.addAll(vsftpd.files.names(directory));
      for (String name : names) {
        boolean shown = hidden || !name.startsWith(".") || filter.startsWith(".");
        if (shown && (filter.isEmpty() || Glob.matches(filter, name))) {
          files.add(new ListedFile(name, FileStatus.of(real(directory, path, name))));
        }
      }
    } catch (IOException e) {
      return List.of(); // A directory that can't be read is an empty one.
    }
    files.sort(ListedFile.BY_NAME);
    if (options.contains("t")) {
      files.sort(ListedFile.BY_TIME);
    }
    if (options.contains("r")) {
      java.util.Collections.reverse(files);
    }
    return files;
  }

  /** Where the root is its own parent. */
  private Path real(String directory, Path path, String name) throws IOException {
    return name.equals("..") ? vsftpd.files.path(directory + "/..") : path.resolve(name);
  }

  private String line(String directory, ListedFile file) {
    FileStatus status = file.status();
    return String.format(
        Locale.ROOT,
        "%s %4d %-8s %-8s %8d %s %s%s",
        status.permissions(),
        status.links(),
        status.uid(),
        status.gid(),
        status.size(),
        ListedFile.date(status.modified(), ZoneId.systemDefault()),
        file.name(),
        status.isLink() ? " -> " + vsftpd.files.linkTarget(directory + "/" + file.name()) : "");
  }
}
