#!/bin/sh
# Packages: PyPI pycurl 7.45.6, whose wheel brings libcurl 8.12.1 and OpenSSL 3.4 along
# Measured: 2026-11-29; libcurl 7.88.1 of Debian 12 does the same
#
# A server that takes 3 s to answer SIZE, and libcurl with CONNECTTIMEOUT 2. In clear the file arrives. Under TLS
# the same server, with the same delay, is told PASV after SIZE while the reply to SIZE is still to come; that reply,
# 213, is then read as PASV's: error 13, "Bad PASV/EPSV response: 213", though each reply is right and in its turn.
#
# Under TLS the data connection isn't made for libcurl before its handshake, and a server shakes hands when it has
# RETR. So the time for connecting goes on through TYPE and SIZE; when it is up, libcurl falls back from EPSV to
# PASV without waiting for the reply that it is owed.
#
# Expected: RFC 959, 5.4: replies come in the order of the commands, so a client that has sent SIZE reads its reply
# before that of a PASV. Or error 28, a time-out.
#
# Seen:
#   clear: SIZE RETR: b'hello'
#   TLS: SIZE PASV: (13, 'Bad PASV/EPSV response: 213')
#
# Needs: python3 with venv, openssl.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q pycurl==7.45.6 >"$work/log" 2>&1 ||
  { cat "$work/log"; echo "not measured: can't get pycurl 7.45.6"; exit 2; }
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout "$work/key" -out "$work/cert" 2>"$work/log"
cat >"$work/measure.py" <<'PYTHON'
import io, socket, ssl, sys, threading, time
import pycurl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])


def listen():
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1)
    listening.settimeout(20)
    return listening, listening.getsockname()[1]


def serve(listening, tls, asked):
    control, _ = listening.accept()
    control.settimeout(20)
    passive = None

    def say(line):
        control.sendall(line.encode() + b"\r\n")

    def commands():
        rest = b""
        while True:
            while b"\n" not in rest:
                more = control.recv(4096)
                if not more:
                    return
                rest += more
            line, rest = rest.split(b"\n", 1)
            yield line.decode().strip()

    say("220 ready")
    for line in commands():
        verb = line.split(" ")[0]
        asked.append(verb)
        if verb == "AUTH":
            say("234 go on")
            control = context.wrap_socket(control, server_side=True)
        elif verb == "USER":
            say("331 password")
        elif verb == "PASS":
            say("230 logged in")
        elif verb in ("EPSV", "PASV"):
            passive, port = listen()
            say(f"229 passive (|||{port}|)" if verb == "EPSV" else f"227 passive (127,0,0,1,{port // 256},{port % 256})")
        elif verb == "SIZE":
            time.sleep(3)
            say("213 5")
        elif verb == "RETR":
            data, _ = passive.accept()
            say("150 here it comes")
            if tls:
                data = context.wrap_socket(data, server_side=True)
            data.sendall(b"hello")
            if tls:
                data = data.unwrap()
            data.close()
            say("226 done")
        elif verb == "PWD":
            say('257 "/"')
        elif verb == "QUIT":
            say("221 bye")
            return
        else:
            say("200 ok")


def download(tls):
    listening, port = listen()
    asked, content = [], io.BytesIO()
    server = threading.Thread(target=serve, args=(listening, tls, asked), daemon=True)
    server.start()
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, f"ftp://127.0.0.1:{port}/file")
    curl.setopt(pycurl.USERPWD, "user:secret")
    curl.setopt(pycurl.CONNECTTIMEOUT, 2)
    curl.setopt(pycurl.TIMEOUT, 20)
    curl.setopt(pycurl.WRITEDATA, content)
    if tls:
        curl.setopt(pycurl.USE_SSL, pycurl.USESSL_ALL)
        curl.setopt(pycurl.SSL_VERIFYPEER, 0)
        curl.setopt(pycurl.SSL_VERIFYHOST, 0)
    try:
        curl.perform()
        result = content.getvalue()
    except pycurl.error as e:
        result = e.args
    curl.close()
    server.join(20)
    return f"{' '.join(verb for verb in asked if verb in ('SIZE', 'PASV', 'RETR'))}: {result}"


print("clear:", download(False))
print("TLS:", download(True))
PYTHON
"$work/venv/bin/python" "$work/measure.py" "$work/cert" "$work/key" >"$work/seen" 2>&1 || true
cat >"$work/expected" <<'SEEN'
clear: SIZE RETR: b'hello'
TLS: SIZE PASV: (13, 'Bad PASV/EPSV response: 213')
SEEN
diff -u "$work/expected" "$work/seen" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/seen"
