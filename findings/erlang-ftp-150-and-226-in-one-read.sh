#!/bin/sh
# Packages: Debian 12 erlang-base and erlang-ftp 1:25.2.3+dfsg-1+deb12u4 (OTP 25, ftp 1.1.3); PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30, Python 3.11
#
# Erlang's ftp:recv_bin/2 returns {ok, Bin}, or a bare ok and the file is gone. It is ok where the replies 150 and 226
# come out of the control connection in one read, which they do when the file is small and the server quick. The 226 is
# put by until the data connection has ended, and then taken before the client has noted that it has, as a reply that
# ends a command without data. ftp:recv_chunk/1 has the file in the same case, but goes on being in the midst of it: all
# that is asked for next on that session is {error, echunk}. With pyftpdlib and a file of 5 bytes it is a matter of
# luck.
#
# Expected: ftp(3erl): recv_bin is {ok, Bin} or {error, Reason}, and recv_chunk is ok at the end of the file, after
# which the session is free. RFC 9293, 2.2: TCP carries a stream of bytes, so where one reply ends and the next begins
# isn't told by what one read returns; RFC 959, 5.4, has 226 follow 150, without a time between them.
#
# OTP's issue 8454 is about the first of the two; it's closed, and Debian 12's OTP 25 is as measured here.
#
# Seen, "hello" being in f, of recv_bin, and of pwd after the last chunk:
#   226 later than 150      recv_bin {ok,<<"hello">>}  chunks [<<"hello">>,ok]  pwd {ok,"/"}
#   226 together with 150   recv_bin ok                chunks [<<"hello">>,ok]  pwd {error,echunk}
#   pyftpdlib, 40 sessions  recv_bin ok: some          pwd {error,echunk}: some
#
# Needs: apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian erlang-base=1:25.2.3+dfsg-1+deb12u4 erlang-ftp=1:25.2.3+dfsg-1+deb12u4
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/measure.erl" <<'ERLANG'
{ok, _} = application:ensure_all_started(ftp).
[Port, Times] = [list_to_integer(Argument) || Argument <- init:get_plain_arguments()].
Chunks = fun Next(Pid) -> case ftp:recv_chunk(Pid) of {ok, Bin} -> [Bin | Next(Pid)]; End -> [End] end end.
Session = fun() ->
  {ok, Pid} = ftp:open("127.0.0.1", [{port, Port}, {timeout, 10000}, {dtimeout, 10000}]),
  ok = ftp:user(Pid, "a", "b"),
  ok = ftp:type(Pid, binary),
  Whole = ftp:recv_bin(Pid, "f"),
  ok = ftp:recv_chunk_start(Pid, "f"),
  Parts = Chunks(Pid),
  io:format("~0p\t~0p\t~0p~n", [Whole, Parts, ftp:pwd(Pid)]),
  ftp:close(Pid)
end.
[Session() || _ <- lists:seq(1, Times)].
halt(0).
ERLANG
cat >"$work/measure.py" <<'PY'
import glob, os, socket, subprocess, sys, threading, time
work = sys.argv[1]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
erlang = work + "/root/usr/lib/erlang"
def sessions(port, times):
    ended = subprocess.run(
        [glob.glob(erlang + "/erts-*/bin/erlexec")[0], "-noinput", "-noshell", "-eval",
         "file:script(\"" + work + "/measure.erl\").",
         "-extra", str(port), str(times)],
        env=dict(os.environ, ROOTDIR=erlang, BINDIR=glob.glob(erlang + "/erts-*/bin")[0], EMU="beam", HOME=work),
        capture_output=True, text=True, timeout=60, cwd=work)
    return [line.split("\t") for line in ended.stdout.splitlines()] or [[ended.stdout + ended.stderr] * 3]
said = {
    "USER": "331 password", "PASS": "230 in", "TYPE": "200 ok", "PWD": '257 "/"', "QUIT": "221 bye"}
def session(client, together):
    passive = None
    def say(*replies):
        client.sendall("".join(reply + "\r\n" for reply in replies).encode())
    say("220 ready")
    for line in client.makefile("r", newline="\n"):
        command = line.split()[0].upper()
        if command == "PASV":
            passive = socket.create_server(("127.0.0.1", 0))
            say("227 ok (127,0,0,1,%d,%d)" % divmod(passive.getsockname()[1], 256))
        elif command == "RETR":
            data = passive.accept()[0]
            if not together:
                say("150 here")
                time.sleep(0.3)
            data.sendall(b"hello")
            data.close()
            if not together:
                time.sleep(0.3)
            say(*["150 here"] * together, "226 done")
        else:
            say(said.get(command, "502 no"))
def serve(port, together):
    listener = socket.create_server(("127.0.0.1", port))
    def run():
        while True:
            threading.Thread(target=attempt, args=(listener.accept()[0],), daemon=True).start()
    def attempt(client):
        try:
            session(client, together)
        except OSError:
            pass
    threading.Thread(target=run, daemon=True).start()
for port, together in (2101, False), (2102, True):
    serve(port, together)
    whole, parts, pwd = sessions(port, 1)[0]
    print("226 %-18s  recv_bin %-16s  chunks %s  pwd %s" % (
        "together with 150" if together else "later than 150", whole, parts, pwd))
serve_pyftpdlib = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_user("a", "b", sys.argv[1])
FTPServer(("127.0.0.1", 2103), FTPHandler).serve_forever()
"""
subprocess.Popen(
    [sys.executable, "-c", serve_pyftpdlib, work + "/files"], env=dict(os.environ, PYTHONPATH=work + "/python"),
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", 2103)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
seen = sessions(2103, 40)
def some(column, value):
    return "some" if any(row[column] == value for row in seen) else "none of %d" % len(seen)
print("pyftpdlib, 40 sessions  recv_bin ok: %-12s  pwd {error,echunk}: %s" % (some(0, "ok"), some(2, "{error,echunk}")))
PY
timeout -k 5 200 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
226 later than 150      recv_bin {ok,<<"hello">>}  chunks [<<"hello">>,ok]  pwd {ok,"/"}
226 together with 150   recv_bin ok                chunks [<<"hello">>,ok]  pwd {error,echunk}
pyftpdlib, 40 sessions  recv_bin ok: some          pwd {error,echunk}: some
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
