#!/bin/sh
# Packages: Go github.com/jlaffaye/ftp v0.2.4, npm basic-ftp 6.2.6
# Measured: 2026-11-28
#
# MLSD lines with type=Dir and type=File. For jlaffaye/ftp the directory is a file, silently, so that a
# recursive walk leaves it out; for basic-ftp neither is anything: isFile and isDirectory are both false. Both
# take the names of facts in any case, but not this value.
#
# Expected: RFC 3659, 7.5.1, gives the values as literals of ABNF, the first itself with a capital ("File"),
# and such literals match in any case (RFC 2234, 2.3). commons-net agrees.
#
# Seen, of: Type=Dir;Size=0; d | Type=File;Size=5; f | type=dir;size=0; e
#   jlaffaye   d:file f:file e:folder
#   basic-ftp  d:neither f:neither e:directory
#
# Needs: go, npm, node, python3, ip, unshare with user namespaces.
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
npm install --silent --no-audit --no-fund --prefix "$work/node" basic-ftp@6.2.6 >"$work/npm" 2>&1 ||
  { cat "$work/npm"; echo "not measured: can't get basic-ftp"; exit 2; }
go_program github.com/jlaffaye/ftp@v0.2.4 <<'GO'
package main

import (
	"fmt"
	"github.com/jlaffaye/ftp"
)

func main() {
	connection, err := ftp.Dial("127.0.0.1:21")
	if err == nil {
		err = connection.Login("a", "b")
	}
	if err == nil {
		var entries []*ftp.Entry
		entries, err = connection.List("")
		for _, entry := range entries {
			fmt.Printf(" %s:%s", entry.Name, entry.Type)
		}
	}
	if err != nil {
		fmt.Print(err)
	}
}
GO
cat >"$work/node/list.js" <<'JS'
const client = new (require("basic-ftp").Client)(5000)
const kind = f => f.isDirectory ? "directory" : f.isFile ? "file" : "neither"
client.access({ host: "127.0.0.1", user: "a", password: "b" })
    .then(() => client.list())
    .then(files => process.stdout.write(files.map(f => ` ${f.name}:${kind(f)}`).join("")), e => console.log(e.message))
    .finally(() => client.close())
JS
list() {
  with_server "MLSD data=Type=Dir;Size=0; d%NType=File;Size=5; f%Ntype=dir;size=0; e%N" -- "$@" 2>&1 || :
}
{
  echo "jlaffaye  $(list "$work/go/program")"
  echo "basic-ftp $(list node "$work/node/list.js")"
} >"$work/actual"
cat >"$work/expected" <<'SEEN'
jlaffaye   d:file f:file e:folder
basic-ftp  d:neither f:neither e:directory
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
