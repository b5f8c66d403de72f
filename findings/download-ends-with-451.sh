#!/bin/sh
# Packages: Python 3.11's urllib; PyPI ftputil 5.2.0; Debian 12 tnftp 20210827-4+b1, curl and libcurl4 7.88.1-10+deb12u15
# Measured: 2026-11-30
#
# A download ends after 5 of 10 bytes, and the server says so: 451. It has named the size before, in the reply to SIZE
# and in its 150. For three clients that is a success. urllib's urlopen() returns the half that came, and no read() of
# it raises; of urllib only urlretrieve() counts, with the size of the 150. ftputil reads the 451 and leaves it.
# tnftp, which is Debian's ftp, asks for MDTM even so, and goes by that reply: it ends with 0, and with 1 if that is
# refused.
#
# Expected: RFC 959, 5.4: after its 150 RETR fails by 425, 426 or 451; 4.2: a 4yz is a negative completion. In stream
# mode the end of the file is the end of the connection (3.4.1), as is any other end, so the reply is what tells them
# apart. curl, wget, ncftp, ftplib, Net::FTP, net-ftp, aioftp and basic-ftp say that it failed.
#
# Seen:
#   urlopen      b'hello'
#   urlretrieve  ContentTooShortError
#   ftputil      b'hello'
#   tnftp        exit status 0, hello
#   tnftp, 550 to MDTM: exit status 1, hello
#   curl         exit status 18, hello
#
# Needs: apt-get, pip, python3, ip, unshare with user namespaces.
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
    sys.exit(subprocess.run(sys.argv[split + 1:], timeout=90).returncode)
except subprocess.TimeoutExpired:
    print("(gave no result within 90 s)")
PY
with_server() {
  unshare -Urn -p -f --kill-child python3 "$work/with_server.py" "$work/sent" "$@"
}
debian tnftp=20210827-4+b1 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15
pip install -q --target "$work/python" ftputil==5.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get ftputil"; exit 2; }
cat >"$work/urlopen.py" <<'PY'
import urllib.request
with urllib.request.urlopen("ftp://a:b@127.0.0.1/f;type=i", timeout=10) as file:
    print(file.read())
PY
cat >"$work/urlretrieve.py" <<'PY'
import sys, urllib.error, urllib.request
try:
    urllib.request.urlretrieve("ftp://a:b@127.0.0.1/f;type=i", sys.argv[1])
    print("no exception")
except urllib.error.ContentTooShortError as e:
    print(type(e).__name__)
PY
cat >"$work/high_level.py" <<'PY'
import sys, warnings
sys.path.insert(0, sys.argv[1])
warnings.simplefilter("ignore")
import ftputil
with ftputil.FTPHost("127.0.0.1", "a", "b") as host:
    with host.open("f", "rb") as file:
        data = file.read()
    print(data)
PY
cat >"$work/status.sh" <<'SH'
file=$1
shift
status=0
"$@" 2>/dev/null || status=$?
[ ! -s "$file" ] || here=", $(cat "$file")"
echo "exit status $status${here-}"
SH
get() { # $1: the name; then the command
  printf '%s ' "$1"
  shift
  with_server "FEAT=211-f%N SIZE%N MDTM%N EPSV%N211 end" "CWD=250 ok" "SIZE=213 10" "MDTM=$mdtm" \
    "150=150 Opening data connection for f (10 bytes)" "226=451 Requested action aborted: local error in processing" \
    -- "$@" 2>&1
}
libraries=$(echo "$work"/root/usr/lib/*-linux-gnu)
tnftp="$work/root/usr/bin/tnftp -a -V"
mdtm="213 20200101000000"
{
  get "urlopen     " python3 "$work/urlopen.py"
  get "urlretrieve " python3 "$work/urlretrieve.py" "$work/retrieved"
  get "ftputil     " python3 "$work/high_level.py" "$work/python"
  get "tnftp       " sh "$work/status.sh" "$work/tnftp" $tnftp -o "$work/tnftp" ftp://a:b@127.0.0.1/f
  mdtm="550 no" get "tnftp, 550 to MDTM:" sh "$work/status.sh" "$work/again" $tnftp -o "$work/again" ftp://a:b@127.0.0.1/f
  get "curl        " env LD_LIBRARY_PATH="$libraries" \
    sh "$work/status.sh" "$work/curl" "$work/root/usr/bin/curl" -q -s -m 10 -o "$work/curl" ftp://a:b@127.0.0.1/f
} >"$work/actual" || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
urlopen      b'hello'
urlretrieve  ContentTooShortError
ftputil      b'hello'
tnftp        exit status 0, hello
tnftp, 550 to MDTM: exit status 1, hello
curl         exit status 18, hello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
