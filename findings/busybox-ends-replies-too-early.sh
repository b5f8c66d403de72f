#!/bin/sh
# Package:  Debian 12 busybox 1:1.35.0-4+deb12u1+b1
# Measured: 2026-11-30
#
# For ftpget and ftpput a line of a reply is the last if its first character is a digit and its fourth a blank. So a
# welcome of several lines, of which one begins with "1st ", ends the session before the download; and the same in the
# reply at the end makes a failure of a transfer that is over and well. That one is a failure, too, if it is 250 and
# not 226. The whole file is there, and the exit status is 1, for which a script fetches it again.
#
# Expected: RFC 959, 4.2: the last line of a reply begins with the same code as the first, and a blank. A line in
# between that begins with a number of three digits has to be indented; "1st" is none. 5.4 has 250 next to 226 for
# RETR and STOR. wget, curl, lftp, tnftp, ncftp, ftplib, Net::FTP, net-ftp, PHP, Erlang's ftp, node-ftp, basic-ftp and
# aria2 get the file.
#
# Seen:
#   ftpget  230-Welcome, 2 lines              exit status 0, the file: hello
#   ftpget  230-Welcome, 1st floor, 230 in    exit status 1, ftpget: invalid number '1st'
#   ftpget  226-Sent, 1st of 3 today, 226 ok  exit status 1, ftpget: invalid number '1st', the file: hello
#   ftpget  250 ok                            exit status 1, ftpget: unexpected server response: 250 ok, the file: hello
#   ftpput  250 ok                            exit status 1, ftpput: unexpected server response: 250 ok
#
# Needs: apt-get, python3, ip, unshare with user namespaces.
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
    "150": "150 here", "226": "226 done", "RETR data": "hello", "STOR data": "", "QUIT": "221 bye"}
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
            while command == "STOR" and data.recv(4096):
                pass
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
debian busybox=1:1.35.0-4+deb12u1+b1
cat >"$work/busybox.sh" <<'SH'
work=$1 applet=$2
shift 2
cd "$work"
rm -f f
status=0
words=$(root/bin/busybox "$applet" -u a -p b 127.0.0.1 "$@" 2>&1) || status=$?
[ ! -s f ] || file=", the file: $(cat f)"
echo "exit status $status${words:+, $words}${file-}"
SH
attempt() { # $1: the applet; $2: the replies' name; then the replies
  printf '%s  %-33s ' "$1" "$2"
  applet=$1
  shift 2
  with_server "$@" -- sh "$work/busybox.sh" "$work" "$applet" f here 2>&1
}
echo hello >"$work/here"
{
  attempt ftpget "230-Welcome, 2 lines" "PASS=230-Welcome%N230 in"
  attempt ftpget "230-Welcome, 1st floor, 230 in" "PASS=230-Welcome%N1st floor%N230 in"
  attempt ftpget "226-Sent, 1st of 3 today, 226 ok" "226=226-Sent%N1st of 3 today%N226 ok"
  attempt ftpget "250 ok" "226=250 ok"
  attempt ftpput "250 ok" "226=250 ok"
} >"$work/actual" || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
ftpget  230-Welcome, 2 lines              exit status 0, the file: hello
ftpget  230-Welcome, 1st floor, 230 in    exit status 1, ftpget: invalid number '1st'
ftpget  226-Sent, 1st of 3 today, 226 ok  exit status 1, ftpget: invalid number '1st', the file: hello
ftpget  250 ok                            exit status 1, ftpget: unexpected server response: 250 ok, the file: hello
ftpput  250 ok                            exit status 1, ftpput: unexpected server response: 250 ok
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
