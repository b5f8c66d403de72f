#!/bin/sh
# Package:  Debian 12 inetutils-ftpd 2:2.4-2+deb12u3
# Measured: 2026-11-28
#
# FEAT announces EPSV. EPSV ALL gets a 500 "syntax error", and from then on the session has no reply at all to
# any command that the server doesn't know, here MLSD; those that it knows are answered as before. The
# RFC-correct STOU, without a name, has the same effect.
#
# Expected: RFC 2428, 3: EPSV ALL is a form of the EPSV that is announced. RFC 959, 4.2: every command gets at
# least one reply; 500 for an unknown one, as before the EPSV ALL.
#
# Seen:
#   FEAT has EPSV: True
#   MLSD     -> 500 'MLSD': command not recognized
#   EPSV ALL -> 500 'EPSV ALL': syntax error
#   MLSD     -> (nothing within 3 s)
#   NOOP     -> 200 NOOP command successful.
#   MLSD     -> (nothing within 3 s)
#   NOOP     -> 200 NOOP command successful.
#
# Needs: root (the server changes its user; /etc/passwd gets an ftp account in a mount namespace), apt-get,
# python3.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
debian inetutils-ftpd=2:2.4-2+deb12u3 libwrap0
mkdir "$work/files"
chmod 755 "$work" "$work/files"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:2:2::$work/files:/bin/sh"; } >"$work/passwd"
cat >"$work/measure.py" <<'PY'
import glob, os, select, socket, subprocess, sys
work = sys.argv[1]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/passwd", "/etc/passwd"], check=True)
listener = socket.create_server(("127.0.0.1", 21))
client = socket.create_connection(("127.0.0.1", 21))
connection, _ = listener.accept()
library = glob.glob(work + "/root/usr/lib/*-linux-gnu")[0]
subprocess.Popen(
    [work + "/root/usr/sbin/ftpd"], stdin=connection, stdout=connection, env=dict(os.environ, LD_LIBRARY_PATH=library))
connection.close()
def reply():
    text = b""
    while not text.endswith(b"\r\n") or (text[3:4] == b"-" and b"\r\n" + text[:3] + b" " not in text):
        if not select.select([client], [], [], 3)[0]:
            return "(nothing within 3 s)"
        text += client.recv(4096)
    return text.decode().strip()
def send(command):
    client.sendall(command.encode() + b"\r\n")
    return reply()
reply()
send("USER ftp")
assert send("PASS x@").startswith("230"), "no login"
print("FEAT has EPSV:", " EPSV" in send("FEAT"))
for command in ("MLSD", "EPSV ALL", "MLSD", "NOOP", "MLSD", "NOOP"):
    print("%-8s ->" % command, send(command))
PY
timeout -k 5 60 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
FEAT has EPSV: True
MLSD     -> 500 'MLSD': command not recognized
EPSV ALL -> 500 'EPSV ALL': syntax error
MLSD     -> (nothing within 3 s)
NOOP     -> 200 NOOP command successful.
MLSD     -> (nothing within 3 s)
NOOP     -> 200 NOOP command successful.
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
