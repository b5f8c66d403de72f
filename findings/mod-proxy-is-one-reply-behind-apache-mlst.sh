#!/bin/sh
# Packages: Debian 12 proftpd-core and proftpd-mod-crypto 1.3.8+dfsg-4+deb12u5, proftpd-mod-proxy 0.9.2-1+deb12u1; Maven
#           org.apache.ftpserver:ftpserver-core 1.2.1 (with ftplet-api, mina-core 2.2.4 and slf4j 1.7.36),
#           commons-net:commons-net 3.13.0 (with commons-io 2.21.0)
# Measured: 2026-11-30, OpenJDK 17.0.15
#
# ProFTPD's mod_proxy as a reverse proxy before Apache FtpServer. Apache's reply to MLST has an empty line before its last.
# mod_proxy takes no line of less than 4 characters, unless it begins with a blank, says 500 to the client by itself, and
# leaves the rest of that reply unread. From then on, to the end of the session, each command is answered with the reply
# that the server gave to the command before. No reply and no exception tells. commons-net's deleteFile() of a file that
# isn't there is true, since MLST's 250 was still to come; changeWorkingDirectory() to no directory is true, by the 213 of
# getSize() before it; and a file that has been deleted is said not to have been. Without MLST, or without the proxy, all is
# right.
#
# Expected: RFC 959, 4.2: a reply of several lines ends with the line that begins with its code and a blank; what is in
# between may be any text, as commons-net takes it. So the proxy knows where the reply ends. Apache is at fault as well: RFC
# 3659, 7.2, has no empty line there, and a blank before the entry. (In August 2026 mod_proxy's source skips empty lines in
# the reply to the FEAT that it sends itself, and nowhere else.)
#
# Seen, of commons-net, f and d being there:
#                                     direct                   proxy, no MLST           proxy
#   mlistFile f                       5 bytes                  -                        500 null
#   deleteFile missing                450 false                450 false                250 true
#   printWorkingDirectory             257 /                    257 /                    450 null
#   getSize f                         213 5                    213 5                    257 "/" is current directory.
#   changeWorkingDirectory missing    550 false                550 false                213 true
#   deleteFile f                      250 true                 250 true                 550 false
#   changeWorkingDirectory d          250 true                 250 true                 250 true
#   f is still there                  false                    false                    false
#
# Needs: root (ProFTPD changes its user), JDK 17, Maven, apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian proftpd-core=1.3.8+dfsg-4+deb12u5 proftpd-mod-crypto=1.3.8+dfsg-4+deb12u5 proftpd-mod-proxy=0.9.2-1+deb12u1 \
  libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 libsodium23 libsqlite3-0
for artifact in org.apache.ftpserver:ftpserver-core:1.2.1 org.apache.ftpserver:ftplet-api:1.2.1 org.apache.mina:mina-core:2.2.4 \
  org.slf4j:slf4j-api:1.7.36 org.slf4j:slf4j-nop:1.7.36 commons-net:commons-net:3.13.0 commons-io:commons-io:2.21.0; do
  mvn -B -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
    { cat "$work/log"; echo "not measured: can't get $artifact"; exit 2; }
done
chmod 755 "$work"
mkdir -p "$work/files/d" "$work/tables"
# mod_tls, because Debian's mod_proxy isn't linked with OpenSSL by itself
cat >"$work/conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
LoadModule mod_tls.c
LoadModule mod_proxy.c
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port 2121
User daemon
Group daemon
WtmpLog off
PidFile $work/pid
ScoreboardFile none
SystemLog $work/system
ProxyEngine on
ProxyLog $work/proxy
ProxyTables $work/tables
ProxyRole reverse
ProxyReverseServers ftp://127.0.0.1:2100
CONF
cat >"$work/Measure.java" <<'JAVA'
import java.io.File;
import java.net.Socket;
import java.nio.file.Files;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

public class Measure {
  static final String[][] lines = new String[8][3];

  static void say(int column, int line, FTPClient client, Object result) {
    lines[line][column] = client.getReplyCode() + " " + result;
  }

  static void measure(int column, int port, boolean mlst, File directory) throws Exception {
    File f = new File(directory, "f");
    Files.write(f.toPath(), "hello".getBytes());
    FTPClient client = new FTPClient();
    client.setDefaultTimeout(10_000);
    client.connect("127.0.0.1", port);
    client.login("user", "password");
    lines[0][column] = "-";
    if (mlst) {
      FTPFile file = client.mlistFile("f");
      lines[0][column] = file == null ? client.getReplyCode() + " null" : file.getSize() + " bytes";
    }
    say(column, 1, client, client.deleteFile("missing"));
    say(column, 2, client, client.printWorkingDirectory());
    say(column, 3, client, client.getSize("f"));
    say(column, 4, client, client.changeWorkingDirectory("missing"));
    say(column, 5, client, client.deleteFile("f"));
    say(column, 6, client, client.changeWorkingDirectory("d"));
    client.sendNoOp();
    lines[7][column] = "" + f.exists();
    client.disconnect();
  }

  public static void main(String[] args) throws Exception {
    ListenerFactory listener = new ListenerFactory();
    listener.setServerAddress("127.0.0.1");
    listener.setPort(2100);
    BaseUser user = new BaseUser();
    user.setName("user");
    user.setPassword("password");
    user.setHomeDirectory(args[0]);
    user.setAuthorities(List.of(new WritePermission()));
    FtpServerFactory server = new FtpServerFactory();
    server.addListener("default", listener.createListener());
    server.getUserManager().save(user);
    server.createServer().start();
    for (int i = 0; i < 100; i++) {
      try (Socket ready = new Socket("127.0.0.1", 2121)) {
        break;
      } catch (java.net.ConnectException e) {
        Thread.sleep(100);
      }
    }
    File directory = new File(args[0]);
    measure(0, 2100, true, directory);
    measure(1, 2121, false, directory);
    measure(2, 2121, true, directory);
    String[] names = {"mlistFile f", "deleteFile missing", "printWorkingDirectory", "getSize f", "changeWorkingDirectory missing",
      "deleteFile f", "changeWorkingDirectory d", "f is still there"};
    System.out.printf("%-33s %-24s %-24s %s%n", "", "direct", "proxy, no MLST", "proxy");
    for (int i = 0; i < names.length; i++)
      System.out.printf("%-33s %-24s %-24s %s%n", names[i], lines[i][0], lines[i][1], lines[i][2]);
    System.exit(0);
  }
}
JAVA
javac -cp "$work/lib/*" -d "$work" "$work/Measure.java"
cat >"$work/measure.sh" <<'SH'
ip link set lo up
LD_LIBRARY_PATH=$(echo "$1"/root/usr/lib/*-linux-gnu) "$1/root/usr/sbin/proftpd" -n -c "$1/conf" >"$1/log" 2>&1 &
java -cp "$1:$1/lib/*" Measure "$1/files"
SH
timeout -k 5 200 unshare -n -p -f --kill-child sh "$work/measure.sh" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
                                  direct                   proxy, no MLST           proxy
mlistFile f                       5 bytes                  -                        500 null
deleteFile missing                450 false                450 false                250 true
printWorkingDirectory             257 /                    257 /                    450 null
getSize f                         213 5                    213 5                    257 "/" is current directory.
changeWorkingDirectory missing    550 false                550 false                213 true
deleteFile f                      250 true                 250 true                 550 false
changeWorkingDirectory d          250 true                 250 true                 250 true
f is still there                  false                    false                    false
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
