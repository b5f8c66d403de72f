#!/bin/sh
# Packages: Python 3.11's ftplib; Maven org.apache.ftpserver:ftpserver-core 1.2.1 (with ftplet-api, mina-core 2.2.4 and
#           slf4j 1.7.36); PyPI twisted 26.10.0, aioftp 0.28.3, pyftpdlib 2.2.0
# Measured: 2026-11-30, OpenJDK 17.0.15
#
# ftplib's abort() sends "ABOR" and the end of the line as urgent data. Of urgent data TCP's sockets take one byte,
# the last, out of the stream, unless the server has asked to have it left in: here the LF. So a server that reads as
# servers do has "ABOR" and a CR, waits for the line to end, and says nothing; abort() ends by the time-out, if there
# is one. The next command completes the line, and its reply is that to the two glued together. Three of four servers
# of libraries are so. The fourth, pyftpdlib, sets SO_OOBINLINE. The command alone, sent as any other, is answered by
# all.
#
# Expected: RFC 959, 4.1.3: Telnet's signals IP and Synch go before the command "in the Telnet stream", and Synch's
# urgent byte is DM (RFC 854), which may be lost. ftplib has left these signals out on purpose, as its source says,
# for they didn't work with the servers of the time. Its documentation warns that abort() doesn't always work, not
# that it spoils the next command.
#
# Seen, in a session without a transfer:
#              ABOR  abort()    PWD
#   pyftpdlib  225   225        257 "/" is the current directory.
#   Apache     226   timed out  502 Command ABORPWD not implemented.
#   Twisted    502   timed out  502 Command 'ABOR
#   aioftp     226   timed out  502 'abor\rpwd' not implemented
#
# Twisted's reply has the CR in it, where ftplib ends the line.
#
# Needs: JDK 17, Maven, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() {
  timeout -k 5 90 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
java_program() { # $1: GROUP:ARTIFACT:VERSION...; Serve.java on standard input; leaves $work/lib and Serve.class
  cat >"$work/Serve.java"
  for artifact in $1; do
    mvn -B -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
      { cat "$work/log"; echo "not measured: can't get $artifact"; exit 2; }
  done
  javac -cp "$work/lib/*" -d "$work" "$work/Serve.java"
}
pip install -q --target "$work/python" twisted==26.10.0 aioftp==0.28.3 pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get the servers"; exit 2; }
java_program "org.apache.ftpserver:ftpserver-core:1.2.1 org.apache.ftpserver:ftplet-api:1.2.1 \
  org.apache.mina:mina-core:2.2.4 org.slf4j:slf4j-api:1.7.36 org.slf4j:slf4j-nop:1.7.36" <<'JAVA'
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;

public class Serve {
  public static void main(String[] args) throws Exception {
    ListenerFactory listener = new ListenerFactory();
    listener.setServerAddress("127.0.0.1");
    listener.setPort(2102);
    BaseUser user = new BaseUser();
    user.setName("anonymous");
    user.setHomeDirectory(args[0]);
    FtpServerFactory server = new FtpServerFactory();
    server.addListener("default", listener.createListener());
    server.getUserManager().save(user);
    server.createServer().start();
  }
}
JAVA
mkdir "$work/files"
cat >"$work/measure.py" <<'PY'
import ftplib, os, subprocess, sys, time
work = sys.argv[1]
pyftpdlib = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_anonymous(sys.argv[1])
FTPServer(("127.0.0.1", 2101), FTPHandler).serve_forever()
"""
twisted = """
import sys
from twisted.cred.checkers import AllowAnonymousAccess
from twisted.cred.portal import Portal
from twisted.internet import reactor
from twisted.protocols.ftp import FTPFactory, FTPRealm
reactor.listenTCP(2103, FTPFactory(Portal(FTPRealm(sys.argv[1]), [AllowAnonymousAccess()])), interface="127.0.0.1")
reactor.run()
"""
aioftp = """
import aioftp, asyncio, pathlib, sys
asyncio.run(aioftp.Server([aioftp.User(base_path=pathlib.Path(sys.argv[1]))]).run("127.0.0.1", 2104))
"""
def serve(*command):
    subprocess.Popen(
        [*command, work + "/files"], env=dict(os.environ, PYTHONPATH=work + "/python"),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for program in pyftpdlib, twisted, aioftp:
    serve(sys.executable, "-c", program)
serve("java", "-cp", work + "/lib/*:" + work, "Serve")
def session(port):
    ftp = ftplib.FTP()
    for _ in range(300):
        try:
            ftp.connect("127.0.0.1", port, 20)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    ftp.login()
    return ftp
def reply(ftp, command):
    ftp.putcmd(command)
    return ftp.getmultiline()
print("           ABOR  abort()    PWD")
for name, port in ("pyftpdlib", 2101), ("Apache", 2102), ("Twisted", 2103), ("aioftp", 2104):
    said = reply(session(port), "ABOR")[:3]
    ftp = session(port)
    ftp.sock.settimeout(3)
    try:
        aborted = ftp.abort()[:3]
    except TimeoutError:
        aborted = "timed out"
    ftp.file = ftp.sock.makefile("r")
    print("%-9s  %s   %-9s " % (name, said, aborted), reply(ftp, "PWD"))
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
           ABOR  abort()    PWD
pyftpdlib  225   225        257 "/" is the current directory.
Apache     226   timed out  502 Command ABORPWD not implemented.
Twisted    502   timed out  502 Command 'ABOR
aioftp     226   timed out  502 'abor\rpwd' not implemented
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
