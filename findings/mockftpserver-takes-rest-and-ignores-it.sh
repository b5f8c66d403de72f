#!/bin/sh
# Packages: Maven org.mockftpserver:MockFtpServer 3.2.0 (with slf4j 2.0.17), commons-net:commons-net 3.13.0 (with
#           commons-io 2.21.0)
# Measured: 2026-11-30, OpenJDK 17.0.15
#
# FakeFtpServer, which Java clients are tested with, answers REST with 350 and forgets it. A resumed download has the
# whole file once more, and a resumed upload leaves its second half alone on the server, each ended by 226. So code that
# resumes as it should fails its test here, and code that starts again from the beginning passes. The other surprise is
# LIST -a: an empty list and 226, so that setListHiddenFiles(true) hides the files that are there.
#
# Expected: RFC 959, 4.1.3 and 5.4: REST is answered with 350 by a server that will skip to the marker, and with 502 by
# one that hasn't got it. That LIST has no options is RFC 959's, but then a server that reads "-a" as a name has no such
# file to show, 450 or 550, as this one says of RETR.
#
# Seen, of "hello world":
#   retrieve from 6       350 REST completed.
#                         226 hello world
#   store "world" from 6  350 REST completed.
#                         226 the file is: world
#   list                  226 [f]
#   list hidden files     226 []
#
# Needs: JDK 17, Maven, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java_program() { # $1: GROUP:ARTIFACT:VERSION...; the source of Measure.java on standard input; leaves $work/lib and $work/Measure.class
  cat >"$work/Measure.java"
  for artifact in $1; do
    mvn -B -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
      { cat "$work/log"; echo "not measured: can't get $artifact"; exit 2; }
  done
  javac -cp "$work/lib/*" -d "$work" "$work/Measure.java"
}
java_program "org.mockftpserver:MockFtpServer:3.2.0 org.slf4j:slf4j-api:2.0.17 org.slf4j:slf4j-nop:2.0.17
  commons-net:commons-net:3.13.0 commons-io:commons-io:2.21.0" <<'JAVA'
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.apache.commons.net.ProtocolCommandEvent;
import org.apache.commons.net.ProtocolCommandListener;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.mockftpserver.fake.FakeFtpServer;
import org.mockftpserver.fake.UserAccount;
import org.mockftpserver.fake.filesystem.DirectoryEntry;
import org.mockftpserver.fake.filesystem.FileEntry;
import org.mockftpserver.fake.filesystem.FileSystem;
import org.mockftpserver.fake.filesystem.UnixFakeFileSystem;

public class Measure {
  static FTPClient client = new FTPClient();

  public static void main(String[] args) throws Exception {
    FileSystem files = new UnixFakeFileSystem();
    files.add(new DirectoryEntry("/"));
    files.add(new FileEntry("/f", "hello world"));
    FakeFtpServer server = new FakeFtpServer();
    server.setServerControlPort(0);
    server.addUserAccount(new UserAccount("a", "b", "/"));
    server.setFileSystem(files);
    server.start();
    client.connect("127.0.0.1", server.getServerControlPort());
    client.login("a", "b");
    client.enterLocalPassiveMode();
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.addProtocolCommandListener(
        new ProtocolCommandListener() {
          public void protocolCommandSent(ProtocolCommandEvent event) {}

          public void protocolReplyReceived(ProtocolCommandEvent event) {
            if (event.getReplyCode() == 350) {
              System.out.print(event.getMessage().trim() + "\n                      ");
            }
          }
        });
    System.out.print("retrieve from 6       ");
    client.setRestartOffset(6);
    System.out.println(getAndCode());
    System.out.print("store \"world\" from 6  ");
    client.setRestartOffset(6);
    client.storeFile("f", new ByteArrayInputStream("world".getBytes()));
    System.out.println(client.getReplyCode() + " the file is: " + get());
    System.out.println("list                  " + list());
    client.setListHiddenFiles(true);
    System.out.println("list hidden files     " + list());
    System.exit(0);
  }

  static String get() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    client.retrieveFile("f", file);
    return file.toString();
  }

  static String getAndCode() throws Exception {
    String file = get();
    return client.getReplyCode() + " " + file;
  }

  static String list() throws Exception {
    FTPFile[] found = client.listFiles();
    return client.getReplyCode() + " " + Arrays.toString(Arrays.stream(found).map(FTPFile::getName).toArray());
  }
}
JAVA
timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - java -cp "$work/lib/*:$work" Measure \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
retrieve from 6       350 REST completed.
                      226 hello world
store "world" from 6  350 REST completed.
                      226 the file is: world
list                  226 [f]
list hidden files     226 []
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
