#!/bin/sh
# Packages: PyPI PyQt5 5.15.11 with PyQt5-Qt5 5.15.19 (Qt 5.15) and PyQt5-sip 12.20.0; pyftpdlib 2.2.0, aioftp 0.28.3,
#           twisted 26.10.0 (with zope.interface 8.7, incremental 24.11.0)
# Measured: 2026-11-30, Python 3.11
#
# Qt 5's QNetworkAccessManager, given an ftp: URL, says HELP after the login, to learn whether the server has SIZE. A
# server without HELP says 502, as aioftp and Twisted do. Qt logs that it ignores that, and ends the request there: a
# download is an empty file, an upload uploads nothing, and both have finished with NoError. It's the same for a file
# that isn't there.
#
# Expected: RFC 959, 5.4: 502 is HELP's own reply for a command that isn't implemented, and the session is as it was.
# (RFC 1123, 4.1.2.13, has HELP among the commands that a server must have, and so these two are at fault as well.) Qt's
# documentation of QNetworkReply: NoError is "no error condition".
#
# Seen, "hello" being in f, of get f, get missing, and put "new" to g:
#   pyftpdlib           get f        NoError, 5 bytes
#                       get missing  ContentNotFoundError, 0 bytes
#                       put g        NoError, on the server: new
#   pyftpdlib, no HELP  get f        NoError, 0 bytes
#                       get missing  NoError, 0 bytes
#                       put g        NoError, on the server: nothing
#   aioftp              get f        NoError, 0 bytes
#                       get missing  NoError, 0 bytes
#                       put g        NoError, on the server: nothing
#   twisted             get f        NoError, 0 bytes
#                       get missing  NoError, 0 bytes
#                       put g        NoError, on the server: nothing
#
# The second is pyftpdlib with HELP taken out of its table of commands, to show that it's this command that makes the
# difference.
#
# Needs: pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install -q --target "$work/python" PyQt5==5.15.11 PyQt5-Qt5==5.15.19 PyQt5-sip==12.20.0 pyftpdlib==2.2.0 aioftp==0.28.3 \
  twisted==26.10.0 zope.interface==8.7 incremental==24.11.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get Qt and the servers"; exit 2; }
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/qt.py" <<'PY'
import sys
from PyQt5.QtCore import QCoreApplication, QTimer, QUrl
from PyQt5.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest
names = {value: name for name, value in vars(QNetworkReply).items() if isinstance(value, QNetworkReply.NetworkError)}
application = QCoreApplication([])
manager = QNetworkAccessManager()
method, url = sys.argv[1:]
request = QNetworkRequest(QUrl(url))
reply = manager.get(request) if method == "get" else manager.put(request, b"new")
def finished():
    print(names[reply.error()], len(reply.readAll()))
    application.quit()
reply.finished.connect(finished)
QTimer.singleShot(20000, application.quit)
application.exec_()
PY
cat >"$work/measure.py" <<'PY'
import os, socket, subprocess, sys, time
work = sys.argv[1]
files, python = work + "/files", dict(os.environ, PYTHONPATH=work + "/python", QT_LOGGING_RULES="*=false")
pyftpdlib = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_user("a", "b", sys.argv[1], perm="elradfmw")
"""
servers = {
    "pyftpdlib": pyftpdlib + """
FTPServer(("127.0.0.1", 2101), FTPHandler).serve_forever()
""",
    "pyftpdlib, no HELP": pyftpdlib + """
FTPHandler.proto_cmds = {name: value for name, value in FTPHandler.proto_cmds.items() if name != "HELP"}
FTPServer(("127.0.0.1", 2102), FTPHandler).serve_forever()
""",
    "aioftp": """
import aioftp, asyncio, pathlib, sys
asyncio.run(aioftp.Server([aioftp.User("a", "b", base_path=pathlib.Path(sys.argv[1]))]).run("127.0.0.1", 2103))
""",
    "twisted": """
import sys
from twisted.cred import checkers, portal
from twisted.internet import reactor
from twisted.protocols import ftp
from twisted.python import filepath
class Realm:
    def requestAvatar(self, name, mind, *interfaces):
        return ftp.IFTPShell, ftp.FTPShell(filepath.FilePath(sys.argv[1])), lambda: None
checker = checkers.InMemoryUsernamePasswordDatabaseDontUse()
checker.addUser("a", "b")
factory = ftp.FTPFactory(portal.Portal(Realm(), [checker]))
factory.allowAnonymous = False
reactor.listenTCP(2104, factory, interface="127.0.0.1")
reactor.run()
"""}
for port, (name, program) in enumerate(servers.items(), 2101):
    subprocess.Popen(
        [sys.executable, "-c", program, files], env=python, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    def request(method, file):
        url = "ftp://a:b@127.0.0.1:%d/%s" % (port, file)
        ended = subprocess.run(
            [sys.executable, work + "/qt.py", method, url], env=python, capture_output=True, text=True, timeout=40)
        return ended.stdout.split() or [ended.stderr or "(no end within 20 s)", "no"]
    print("%-19s get f        %s, %s bytes" % (name, *request("get", "f")))
    print("%-19s get missing  %s, %s bytes" % ("", *request("get", "missing")))
    error = request("put", "g")[0]
    try:
        with open(files + "/g") as file:
            there = file.read()
        os.remove(files + "/g")
    except FileNotFoundError:
        there = "nothing"
    print("%-19s put g        %s, on the server: %s" % ("", error, there), flush=True)
PY
timeout -k 5 150 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec python3 "$@"' - "$work/measure.py" "$work" \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pyftpdlib           get f        NoError, 5 bytes
                    get missing  ContentNotFoundError, 0 bytes
                    put g        NoError, on the server: new
pyftpdlib, no HELP  get f        NoError, 0 bytes
                    get missing  NoError, 0 bytes
                    put g        NoError, on the server: nothing
aioftp              get f        NoError, 0 bytes
                    get missing  NoError, 0 bytes
                    put g        NoError, on the server: nothing
twisted             get f        NoError, 0 bytes
                    get missing  NoError, 0 bytes
                    put g        NoError, on the server: nothing
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
