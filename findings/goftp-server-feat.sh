#!/bin/sh
# Package:  Go goftp.io/server/v2 v2.0.3
# Measured: 2026-11-28
#
# FEAT announces LPRT, and LPRT gets no reply at all, though its port is listening. FEAT leaves out SIZE, MDTM
# and REST STREAM, and all three are obeyed. NLST without a PASV, EPSV or PORT before it is a success: 150,
# and 226 with the number of bytes that were sent, to nobody.
#
# Expected: RFC 959, 4.2: every command has at least one reply. RFC 3659, 3.3, 4.3 and 5.4: a server that has
# MDTM, SIZE and REST has to say so in FEAT; jlaffaye/ftp for one doesn't ask for times otherwise. RFC 959,
# 5.4: NLST without a data connection is 425.
#
# Seen:
#   FEAT  UTF8 LPRT EPSV EPRT CLNT MLST (sorted here, it differs each time)
#   SIZE  213 6
#   MDTM  213
#   REST  350 Start transfer from 0
#   NLST  150 Opening ASCII mode data connection for file list
#         226 Closing data connection, sent 3 bytes
#   LPRT  (no reply within 3 s)
#   NOOP  200 OK
#
# Needs: go, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() {
  timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
go_program() { # $1: MODULE@VERSION; the source on standard input; leaves $work/go/program
  mkdir -p "$work/go"
  cat >"$work/go/main.go"
  (cd "$work/go" && go mod init measure && go get "$1" && go build -o program .) >"$work/go/log" 2>&1 ||
    { cat "$work/go/log"; echo "not measured: can't build with $1"; exit 2; }
}
mkdir "$work/files"
echo hello >"$work/files/f"
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
import ftplib, socket, subprocess, sys, time
work = sys.argv[1]
subprocess.Popen([work + "/go/program", work + "/files"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
ftp = ftplib.FTP()
for _ in range(100):
    try:
        ftp.connect("127.0.0.1", 2100, 10)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
ftp.login("a", "b")
listener = socket.create_server(("127.0.0.1", 0))
print("FEAT ", *sorted(line.split()[0] for line in ftp.sendcmd("FEAT").splitlines() if line[:1] == " "))
print("SIZE ", ftp.sendcmd("SIZE f"))
print("MDTM ", ftp.sendcmd("MDTM f")[:3])
print("REST ", ftp.sendcmd("REST 0"))
print("NLST ", ftp.sendcmd("NLST"))
print("     ", ftp.getmultiline())
ftp.sock.settimeout(3)
high, low = divmod(listener.getsockname()[1], 256)
ftp.putcmd("LPRT 4,4,127,0,0,1,2,%d,%d" % (high, low))
try:
    print("LPRT ", ftp.getmultiline())
except TimeoutError:
    print("LPRT  (no reply within 3 s)")
ftp.file = ftp.sock.makefile("r")
print("NOOP ", ftp.sendcmd("NOOP"))
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
FEAT  CLNT EPRT EPSV LPRT MLST UTF8
SIZE  213 6
MDTM  213
REST  350 Start transfer from 0
NLST  150 Opening ASCII mode data connection for file list
      226 Closing data connection, sent 3 bytes
LPRT  (no reply within 3 s)
NOOP  200 OK
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
