#!/bin/sh
# Packages: Go goftp.io/server/v2 v2.0.3; PyPI fsspec 2026.9.0; Debian 12 curl and libcurl4 7.88.1-10+deb12u15
# Measured: 2026-11-30, Python 3.11
#
# The two ways to go on with an upload are the wrong way round, with the file driver that the server comes with. APPE
# replaces the file: 226, and what was there is gone. REST and STOR append to it, whatever the offset is; REST 0 too. So
# "curl -C - -T", which resumes with APPE, leaves the second half of a file alone and ends with 0. And fsspec, which says
# REST 0 before each file that it writes, leaves the old file with the new one behind it.
#
# Expected: RFC 959, 4.1.3, APPE: "if the file specified in the pathname exists at the server site, then the data
# shall be appended to that file". REST: the server skips over the file to the checkpoint. RFC 3659, 5: that is a
# number of octets from the file's start.
#
# Seen, the file being "hello " or, before REST, "hello world":
#   APPE world           226 world
#   STOR world           226 world
#   REST 0, STOR world   226 hello worldworld
#   REST 6, STOR there   226 hello worldthere
#   curl -C - -T         exit status 0, world
#   fsspec, mode wb      hello worldnew
#
# Needs: go, apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
in_a_network_of_its_own() {
  timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
go_program() { # $1: MODULE@VERSION; the source on standard input; leaves $work/go/program
  mkdir -p "$work/go"
  cat >"$work/go/main.go"
  (cd "$work/go" && go mod init measure && go get "$1" && go build -o program .) >"$work/go/log" 2>&1 ||
    { cat "$work/go/log"; echo "not measured: can't build with $1"; exit 2; }
}
debian curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15
pip install -q --target "$work/python" fsspec==2026.9.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get fsspec"; exit 2; }
mkdir "$work/files"
go_program goftp.io/server/v2@v2.0.3 <<'GO'
package main

import (
	"fmt"
	"goftp.io/server/v2"
	"goftp.io/server/v2/driver/file"
	"os"
)

func main() {
	driver, err := file.NewDriver(os.Args[1])
	if err == nil {
		var s *server.Server
		s, err = server.NewServer(&server.Options{
			Driver: driver, Auth: &server.SimpleAuth{Name: "a", Password: "b"}, Perm: server.NewSimplePerm("a", "a"),
			Port: 2100, Hostname: "127.0.0.1"})
		if err == nil {
			err = s.ListenAndServe()
		}
	}
	fmt.Println(err)
}
GO
cat >"$work/measure.py" <<'PY'
import ftplib, glob, io, os, subprocess, sys, time
work = sys.argv[1]
sys.path.insert(0, work + "/python")
import fsspec
subprocess.Popen([work + "/go/program", work + "/files"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
ftp = ftplib.FTP()
for _ in range(100):
    try:
        ftp.connect("127.0.0.1", 2100, 10)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
ftp.login("a", "b")
def write(path, data):
    with open(work + path, "wb") as file:
        file.write(data)
def there():
    with open(work + "/files/f", "rb") as file:
        return file.read().decode()
def store(name, before, command, data, rest=None):
    write("/files/f", before)
    print("%-20s" % name, ftp.storbinary(command, io.BytesIO(data), rest=rest)[:3], there())
store("APPE world", b"hello ", "APPE f", b"world")
store("STOR world", b"hello ", "STOR f", b"world")
store("REST 0, STOR world", b"hello world", "STOR f", b"world", 0)
store("REST 6, STOR there", b"hello world", "STOR f", b"there", 6)
write("/files/f", b"hello ")
write("/f", b"hello world")
ended = subprocess.run(
    [work + "/root/usr/bin/curl", "-q", "-sS", "-m", "10", "-C", "-", "-T", work + "/f", "ftp://a:b@127.0.0.1:2100/f"],
    env=dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0]))
print("curl -C - -T         exit status %d," % ended.returncode, there())
write("/files/f", b"hello world")
remote = fsspec.filesystem("ftp", host="127.0.0.1", port=2100, username="a", password="b", timeout=10)
with remote.open("/f", "wb") as file:
    file.write(b"new")
print("fsspec, mode wb     ", there())
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
APPE world           226 world
STOR world           226 world
REST 0, STOR world   226 hello worldworld
REST 6, STOR there   226 hello worldthere
curl -C - -T         exit status 0, world
fsspec, mode wb      hello worldnew
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
