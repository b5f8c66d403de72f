#!/bin/sh
# Package:  Go github.com/jlaffaye/ftp v0.2.4
# Measured: 2026-11-28
#
# A server ends RETR with 250 instead of 226. The whole file has been read, without an error, and then Close
# returns one whose text is that reply. A program that takes it for a failed transfer throws a good file away.
#
# Expected: RFC 959, 5.4 has both for RETR, STOR, APPE, LIST and NLST, 226 and 250, and 4.2 makes every 2yz a
# success. curl, wget, lftp, ftplib, basic-ftp, commons-net and a dozen others agree.
#
# Seen:
#   read:  "hello" <nil>
#   Close: 250 "Requested file action okay, completed"
#
# Needs: go, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go_program() { # $1: MODULE@VERSION; the source on standard input; leaves $work/go/program
  mkdir -p "$work/go"
  cat >"$work/go/main.go"
  (cd "$work/go" && go mod init measure && go get "$1" && go build -o program .) >"$work/go/log" 2>&1 ||
    { cat "$work/go/log"; echo "not measured: can't build with $1"; exit 2; }
}
cat >"$work/with_server.py" <<'PY'
# with_server.py FILE KEY=REPLY... -- COMMAND...: runs COMMAND beside an FTP server on 127.0.0.1, port 21, and writes
# what that was sent to FILE. KEY is a command, "220" (the greeting), "150", "226", or "MLSD data" and the like; in a reply
# %P is the passive port, %H host and port as PASV has them, %N a new line.
import socket, subprocess, sys, threading
said = {
    "220": "220 ready", "USER": "331 password", "PASS": "230 in", "SYST": "215 UNIX Type: L8", "PWD": '257 "/"',
    "FEAT": "211-f%N MLST type*;size*;modify*;%N EPSV%N211 end", "OPTS": "200 ok", "CLNT": "200 ok", "TYPE": "200 ok",
    "PASV": "227 ok (%H)", "EPSV": "229 ok (|||%P|)",
    "150": "150 here", "226": "226 done", "RETR data": "hello", "QUIT": "221 bye"}
split = sys.argv.index("--")
said.update(argument.split("=", 1) for argument in sys.argv[2:split])
sent = open(sys.argv[1], "w", buffering=1)
def talk(client):
    passive = None
    def say(text, port=0):
        text = text.replace("%P", str(port)).replace("%H", "127,0,0,1,%d,%d" % divmod(port, 256)).replace("%N", "\r\n")
        client.sendall(text.encode() + b"\r\n")
    say(said["220"])
    for line in client.makefile("r", newline="\n"):
        command = line.split()[0].upper()
        print(line.strip(), file=sent)
        if command in ("PASV", "EPSV") and said[command][:2] == "22":
            passive = socket.create_server(("127.0.0.1", 0))
            say(said[command], passive.getsockname()[1])
        elif passive and command + " data" in said:
            say(said["150"])
            data, _ = passive.accept()
            data.sendall(said[command + " data"].replace("%N", "\r\n").encode())
            data.close()
            say(said["226"])
            passive = None
        else:
            say(said.get(command, "502 no"))
def session(client):
    try:
        talk(client)
    except OSError:
        pass
def accept(listener):
    while True:
        threading.Thread(target=session, args=(listener.accept()[0],), daemon=True).start()
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
threading.Thread(target=accept, args=(socket.create_server(("127.0.0.1", 21)),), daemon=True).start()
try:
    sys.exit(subprocess.run(sys.argv[split + 1:], timeout=30).returncode)
except subprocess.TimeoutExpired:
    print("(gave no result within 30 s)")
PY
with_server() {
  unshare -Urn -p -f --kill-child python3 "$work/with_server.py" "$work/sent" "$@"
}
go_program github.com/jlaffaye/ftp@v0.2.4 <<'GO'
package main

import (
	"fmt"
	"github.com/jlaffaye/ftp"
	"io"
)

func main() {
	connection, err := ftp.Dial("127.0.0.1:21")
	if err == nil {
		err = connection.Login("a", "b")
	}
	var response *ftp.Response
	if err == nil {
		response, err = connection.Retr("f")
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := io.ReadAll(response)
	fmt.Printf("read:  %q %v\n", file, err)
	fmt.Println("Close:", response.Close())
}
GO
with_server "226=250 Requested file action okay, completed" -- "$work/go/program" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
read:  "hello" <nil>
Close: 250 "Requested file action okay, completed"
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
