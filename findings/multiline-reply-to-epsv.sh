#!/bin/sh
# Package:  Maven commons-net:commons-net 3.13.0 (needs commons-io 2.21.0)
# Measured: 2026-11-28, OpenJDK 17.0.15
#
# A reply to EPSV of two lines makes retrieveFile throw a StringIndexOutOfBoundsException, which is no
# IOException and gets past what a caller has to catch; one of two lines to PASV, a
# MalformedServerReplyException. The client reads multi-line replies well everywhere else; these two it looks
# for in the first line alone.
#
# Expected: RFC 959, 4.2: any reply may have several lines, and the last begins with the code and a blank.
# curl, wget, lftp, ftplib, basic-ftp and jlaffaye/ftp get the file from both.
#
# Seen:
#   229-passive | 229 ok (|||P|) -> StringIndexOutOfBoundsException: begin 0, end -1, length 11
#   227-passive | 227 ok (...)   -> MalformedServerReplyException: Could not parse passive host information.
#                                   Server Reply: 227-passive
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
import java.io.ByteArrayOutputStream;
import org.apache.commons.net.ftp.FTPClient;

public class Measure {
  public static void main(String[] args) {
    FTPClient client = new FTPClient();
    try {
      client.setUseEPSVwithIPv4(args[0].equals("EPSV"));
      client.connect("127.0.0.1", 21);
      client.login("a", "b");
      client.enterLocalPassiveMode();
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      System.out.println(client.retrieveFile("f", file) + " " + file);
    } catch (Exception e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage().trim());
    }
  }
}
JAVA
get() {
  with_server "EPSV=229-passive%N229 ok (|||%P|)" "PASV=227-passive%N227 ok (%H)" -- java -cp "$work/lib/*:$work" Measure "$1" 2>&1 || :
}
{
  get EPSV
  get PASV
} >"$work/actual"
cat >"$work/expected" <<'SEEN'
StringIndexOutOfBoundsException: begin 0, end -1, length 11
MalformedServerReplyException: Could not parse passive host information.
Server Reply: 227-passive
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
