#!/bin/sh
# Package:  Maven commons-net:commons-net 3.13.0 (needs commons-io 2.21.0)
# Measured: 2026-11-30, OpenJDK 17.0.15
#
# With setControlKeepAliveTimeout() the client says NOOP while a file is transferred, for the sake of NATs and
# firewalls that forget a control connection which is idle, and takes the next reply for that to NOOP, whatever it
# says. Here the transfer stands still for longer than the keep-alive's time, goes on, and breaks off: the server says
# 426. The client has just said NOOP and takes the 426 for its reply. The 200 that comes next is then that to RETR:
# retrieveFile() returns true, and getReplyCode() has no trace of the failure. Without the keep-alive it returns
# false.
#
# Expected: RFC 959, 5.4: a RETR that has had its 150 ends with 226 or 250, or fails by 425, 426 or 451; 200 is none
# of its replies, as 426 is none of NOOP's. So the two can be told apart here.
#
# Seen, of a transfer that stands still for 1.5 s and then ends with 426, NOOP being answered with 200:
#   no keep-alive        false, getReplyCode(): 426
#   keep-alive of 1 s    true, getReplyCode(): 200
#   keep-alive of 60 s   false, getReplyCode(): 426
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
in_a_network_of_its_own() {
  timeout -k 5 90 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
java_program "commons-net:commons-net:3.13.0 commons-io:commons-io:2.21.0" <<'JAVA'
import java.io.OutputStream;
import java.time.Duration;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;

public class Measure {
  static void retrieve(String name, int seconds) throws Exception {
    FTPClient client = new FTPClient();
    client.connect("127.0.0.1", 2100);
    client.login("a", "b");
    client.enterLocalPassiveMode();
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.setControlKeepAliveTimeout(Duration.ofSeconds(seconds));
    boolean good = client.retrieveFile("f", OutputStream.nullOutputStream());
    System.out.printf("%-20s %s, getReplyCode(): %d%n", name, good, client.getReplyCode());
    client.disconnect();
  }

  public static void main(String[] args) throws Exception {
    retrieve("no keep-alive", 0);
    retrieve("keep-alive of 1 s", 1);
    retrieve("keep-alive of 60 s", 60);
  }
}
JAVA
cat >"$work/measure.py" <<'PY'
import socket, subprocess, sys, threading, time
said = {"USER": "331 password", "PASS": "230 in", "TYPE": "200 ok", "NOOP": "200 ok"}
def session(client):
    def say(text):
        client.sendall(text.encode() + b"\r\n")
    say("220 ready")
    for line in client.makefile("r", newline="\n"):
        command = line.split()[0].upper()
        if command == "PASV":
            passive = socket.create_server(("127.0.0.1", 0))
            say("227 ok (127,0,0,1,%d,%d)" % divmod(passive.getsockname()[1], 256))
        elif command == "RETR":
            say("150 here")
            data, _ = passive.accept()
            data.sendall(b"hello")
            time.sleep(1.5)  # the pause
            data.sendall(b" wor")
            say("426 Connection closed; transfer aborted")
            data.close()
        else:
            say(said.get(command, "502 no"))
def serve(listener):
    while True:
        session(listener.accept()[0])
threading.Thread(target=serve, args=(socket.create_server(("127.0.0.1", 2100)),), daemon=True).start()
sys.exit(subprocess.run(sys.argv[1:], timeout=60).returncode)
PY
in_a_network_of_its_own python3 "$work/measure.py" java -cp "$work/lib/*:$work" Measure >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no keep-alive        false, getReplyCode(): 426
keep-alive of 1 s    true, getReplyCode(): 200
keep-alive of 60 s   false, getReplyCode(): 426
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
