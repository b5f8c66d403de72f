#!/bin/sh
# Packages: Debian 12 tnftp 20210827-4+b1, ncftp 2:3.2.6-1+b1, wget 1.21.3-1+deb12u1; npm basic-ftp 6.2.6
# Measured: 2026-11-28
#
# A server greets with 120 and then with 220. None of the four clients gets its file. tnftp takes the 220 for
# the answer to USER, sends no password and is one reply behind from then on, until "parse error!" at the
# reply to EPSV. ncftp sends USER and PASS twice each and then takes an old reply for that to PASV. wget and
# basic-ftp hang up. lftp, commons-net and the JDK's client wait for the 220.
#
# Expected: RFC 959, 5.4: the replies to a new connection are 120, then 220; or 220; or 421. A 1yz announces
# another reply (4.2).
#
# Seen, the replies being: 120 Service ready in 001 minutes, 220 ready
#   tnftp      parse error!
#              sent: USER SYST FEAT TYPE EPSV QUIT
#   ncftp      Cannot parse PASV response: ok
#              sent: USER USER PASS PASS PWD FEAT HELP CLNT TYPE PASV RETR
#   wget       Error in server response. Closing.
#              sent:
#   basic-ftp  120 Service ready in 001 minutes
#              sent: QUIT
#
# Needs: apt-get, npm, node, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
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
debian tnftp=20210827-4+b1 ncftp=2:3.2.6-1+b1 wget=1.21.3-1+deb12u1
npm install --silent --no-audit --no-fund --prefix "$work/node" basic-ftp@6.2.6 >"$work/npm" 2>&1 ||
  { cat "$work/npm"; echo "not measured: can't get basic-ftp"; exit 2; }
cat >"$work/node/get.js" <<'JS'
const client = new (require("basic-ftp").Client)(5000);
client.access({ host: "127.0.0.1", user: "a", password: "b" })
  .then(() => console.log("logged in"), e => console.log(e.message))
  .finally(() => client.close());
JS
export HOME="$work"
get() { # $1: name, $2: the line that counts; then the command
  name=$1 line=$2
  shift 2
  with_server "220=120 Service ready in 001 minutes%N220 ready" -- "$@" >"$work/said" 2>&1 || :
  printf '%-10s %s\n' "$name" "$(grep -m1 "$line" "$work/said" || tail -1 "$work/said")"
  echo "           sent:$(awk '{ printf " %s", $1 }' "$work/sent")"
}
bin=$work/root/usr/bin
{
  get tnftp error "$bin/tnftp" -V -p -o /dev/null ftp://a:b@127.0.0.1/f
  get ncftp Cannot "$bin/ncftpget" -V -F -t 3 -r 1 -u a -p b -c 127.0.0.1 f
  get wget Error "$bin/wget" -T 5 -t 1 -O /dev/null ftp://a:b@127.0.0.1/f
  get basic-ftp . node "$work/node/get.js"
} >"$work/actual"
cat >"$work/expected" <<'SEEN'
tnftp      parse error!
           sent: USER SYST FEAT TYPE EPSV QUIT
ncftp      Cannot parse PASV response: ok
           sent: USER USER PASS PASS PWD FEAT HELP CLNT TYPE PASV RETR
wget       Error in server response. Closing.
           sent:
basic-ftp  120 Service ready in 001 minutes
           sent: QUIT
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
