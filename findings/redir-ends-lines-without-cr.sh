#!/bin/sh
# Packages: Debian 12 redir 3.3-1, vsftpd 3.0.3-13+b2, curl and libcurl4 7.88.1-10+deb12u15; PyPI pyftpdlib 2.2.0, twisted 26.10.0
#           (with zope.interface 8.7, incremental 24.11.0); Maven commons-net:commons-net 3.13.0 (with commons-io 2.21.0); Python
#           3.11's ftplib
# Measured: 2026-12-01, OpenJDK 17.0.15
#
# redir --ftp=both in front of an FTP server. It puts its own address and port into the 227 and into PORT, and writes the whole
# line anew, with LF at its end in place of CR LF. Whoever goes by CR LF hasn't got the line yet. commons-net waits for the
# rest of the 227 for as long as it is let. pyftpdlib and Twisted wait for the rest of PORT, and the client for their reply. The
# next command would become the end of that line. curl, and vsftpd, take an LF, and there it works.
#
# Expected: RFC 959, 5.3: a command is "ending with the character sequence <CRLF>". RFC 1123, 3.3.1: "The Telnet end-of-line
# sequence CR LF MUST be used to send Telnet data that is not terminal-to-computer", which goes for replies, too. redir(1),
# --ftp: "When using redir for an FTP server, this will cause redir to also redirect FTP connections".
#
# Seen, of a download of f, and how the line ended that redir wrote:
#   curl, PASV, pyftpdlib           direct hello  redir hello
#   commons-net, PASV, pyftpdlib    direct hello  redir nothing within 10 s
#   ftplib, PORT, vsftpd            direct hello  redir hello
#   ftplib, PORT, pyftpdlib         direct hello  redir nothing within 10 s
#   ftplib, PORT, twisted           direct hello  redir nothing within 10 s
#   227                             direct CR LF  redir LF
#
# Needs: JDK 17, Maven, apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian redir=3.3-1 vsftpd=3.0.3-13+b2 libwrap0 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15
pip install -q --target "$work/python" pyftpdlib==2.2.0 twisted==26.10.0 zope.interface==8.7 incremental==24.11.0 \
  >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get the servers"; exit 2; }
for artifact in commons-net:commons-net:3.13.0 commons-io:commons-io:2.21.0; do
  mvn -B -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
    { cat "$work/log"; echo "not measured: can't get $artifact"; exit 2; }
done
chmod 755 "$work"
mkdir -p "$work/files" "$work/empty"
printf hello >"$work/files/f"
cat >"$work/vsftpd" <<CONF
listen=YES
listen_port=2103
run_as_launching_user=YES
ftp_username=root
anonymous_enable=YES
anon_root=$work/files
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
xferlog_enable=NO
CONF
cat >"$work/Get.java" <<'JAVA'
import java.io.ByteArrayOutputStream;
import org.apache.commons.net.ftp.FTPClient;

public class Get {
  public static void main(String[] args) throws Exception {
    FTPClient client = new FTPClient();
    client.setDefaultTimeout(10_000);
    client.connect("127.0.0.1", Integer.parseInt(args[0]));
    client.login("anonymous", "a@b");
    client.enterLocalPassiveMode();
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try {
      client.retrieveFile("f", got);
    } catch (java.net.SocketTimeoutException e) {
      got.writeBytes("nothing within 10 s".getBytes());
    }
    System.out.println(got);
  }
}
JAVA
javac -cp "$work/lib/*" -d "$work" "$work/Get.java"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, socket, subprocess, sys, time
work = sys.argv[1]
root = work + "/root"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python", HOME=work)
env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
twisted = """
import sys
from twisted.cred import checkers, portal
from twisted.internet import reactor
from twisted.protocols import ftp
from twisted.python import filepath
class Realm:
    def requestAvatar(self, name, mind, *interfaces):
        return ftp.IFTPShell, ftp.FTPAnonymousShell(filepath.FilePath(sys.argv[1])), lambda: None
reactor.listenTCP(2102, ftp.FTPFactory(portal.Portal(Realm(), [checkers.AllowAnonymousAccess()])), interface="127.0.0.1")
reactor.run()
"""
servers = {
    "pyftpdlib": (2101, sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2101", "-d", work + "/files"),
    "twisted": (2102, sys.executable, "-c", twisted, work + "/files"),
    "vsftpd": (2103, root + "/usr/sbin/vsftpd", work + "/vsftpd")}
def start(port, *command):
    subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as ready:
            if not ready.connect_ex(("127.0.0.1", port)):
                break
        time.sleep(0.1)
for port, *command in servers.values():
    start(port, *command)
    start(port + 100, root + "/usr/bin/redir", "-n", "--ftp=both", "127.0.0.1:%d" % (port + 100), "127.0.0.1:%d" % port)
def output(*command):
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, timeout=60).stdout.strip()
def curl(port):
    return output(root + "/usr/bin/curl", "-s", "-m", "10", "--disable-epsv", "ftp://127.0.0.1:%d/f" % port)
def commons_net(port):
    return output("java", "-cp", "%s:%s/lib/*" % (work, work), "Get", str(port))
def active(port):
    got = []
    ftp = ftplib.FTP()
    ftp.connect("127.0.0.1", port, 10)
    ftp.login()
    ftp.set_pasv(False)
    try:
        ftp.retrbinary("RETR f", got.append)
    except TimeoutError:
        got.append(b"nothing within 10 s")
    return b"".join(got).decode()
def line_end(port):
    with socket.create_connection(("127.0.0.1", port), 10) as control:
        replies = control.makefile("rb")
        for command in b"USER anonymous", b"PASS a@b", b"PASV":
            replies.readline()
            control.sendall(command + b"\r\n")
        reply = replies.readline()
    assert reply.startswith(b"227 "), reply
    return "CR LF" if reply.endswith(b"\r\n") else "LF"
for client, mode, get, server in (
        ("curl", "PASV", curl, "pyftpdlib"), ("commons-net", "PASV", commons_net, "pyftpdlib"),
        ("ftplib", "PORT", active, "vsftpd"), ("ftplib", "PORT", active, "pyftpdlib"), ("ftplib", "PORT", active, "twisted")):
    port = servers[server][0]
    name = ", ".join((client, mode, server))
    print("%-31s direct %s  redir %s" % (name, get(port), get(port + 100)), flush=True)
print("%-31s direct %s  redir %s" % ("227", line_end(2101), line_end(2201)))
PY
timeout -k 5 200 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
curl, PASV, pyftpdlib           direct hello  redir hello
commons-net, PASV, pyftpdlib    direct hello  redir nothing within 10 s
ftplib, PORT, vsftpd            direct hello  redir hello
ftplib, PORT, pyftpdlib         direct hello  redir nothing within 10 s
ftplib, PORT, twisted           direct hello  redir nothing within 10 s
227                             direct CR LF  redir LF
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
