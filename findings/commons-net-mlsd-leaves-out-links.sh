#!/bin/sh
# Package:  Maven commons-net:commons-net 3.13.0 (needs commons-io 2.21.0)
# Measured: 2026-11-28, OpenJDK 17.0.15
#
# mlistDir leaves out what MLSD says to be a symbolic link, and a file whose time is a leap second. Nothing
# tells that there was more: the array is shorter, the replies are 150 and 226.
#
# Expected: RFC 3659, 7.5.1: type=OS.name=type is one of the five forms, and type=OS.unix=slink:target its own
# example (7.7.4). 2.3: seconds go to 60, "with 60 being used only at a leap second". The reader takes a fact
# that has two "=" for an error, and an entry with an error for none.
#
# Seen, of five entries named a, link, device, leap, b:
#   a
#   b
#   226 done
#
# Needs: JDK 17, Maven, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java_program() { # $1: GROUP:ARTIFACT:VERSION...; the source of Measure.java on standard input; leaves $work/lib and $work/Measure.class
  cat >"$work/Measure.java"
  for artifact in $1; do
    mvn -B -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
      { cat "$work/log"; echo "not measured: can't get $artifact"; exit 2; }
  done
  javac -cp "$work/lib/*" -d "$work" "$work/Measure.java"
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
java_program "commons-net:commons-net:3.13.0 commons-io:commons-io:2.21.0" <<'JAVA'
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;

public class Measure {
  public static void main(String[] args) throws Exception {
    FTPClient client = new FTPClient();
    client.connect("127.0.0.1", 21);
    client.login("a", "b");
    client.enterLocalPassiveMode();
    for (FTPFile file : client.mlistDir()) {
      System.out.println(file.getName());
    }
    System.out.println(client.getReplyString().trim());
  }
}
JAVA
time="modify=2016123123595"
with_server "MLSD data=type=file;size=5;${time}9; a%N\
type=OS.unix=slink:/a;size=2;${time}9; link%N\
type=OS.unix=chr-1/3;${time}9; device%N\
type=file;size=5;modify=20161231235960; leap%N\
type=file;size=5;${time}9; b%N" \
  -- java -cp "$work/lib/*:$work" Measure >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
a
b
226 done
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
