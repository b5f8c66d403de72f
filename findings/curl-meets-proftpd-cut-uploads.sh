#!/bin/sh
# Packages: Debian 12 curl and libcurl4 7.88.1-10+deb12u15 (OpenSSL 3.0), proftpd-core and proftpd-mod-crypto
#           1.3.8+dfsg-4+deb12u5
# Measured: 2026-11-28
#
# curl uploads ten files of 300000 bytes over one control connection at TLS 1.3. All ten are answered with 226
# Transfer complete, curl's exit status is 0, and most of the files on the server are cut short, at 114688
# bytes. At TLS 1.2 all are whole. (NoSessionReuseRequired is set so that nothing else ends a transfer.)
#
# At TLS 1.3 the server's session tickets come after the handshake, on the data connection too. curl, which
# only sends, leaves them unread when it closes, so its kernel resets the connection, and with that goes what
# the server hasn't read yet; the server says 226 to what it has.
#
# Expected: RFC 959, 5.4: 226 for a file that was received, 426 for a connection that broke.
#
# Seen:
#   TLS 1.2: exit status 0, 10 replies 226, all whole: True
#   TLS 1.3: exit status 0, 10 replies 226, all whole: False
#
# It is a race, usually lost: the script gives TLS 1.3 three rounds to lose it once.
#
# Needs: root (proftpd changes its user), openssl, apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
debian curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 proftpd-core=1.3.8+dfsg-4+deb12u5 \
  proftpd-mod-crypto=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3
mkdir "$work/files"
chmod 755 "$work"
chmod 777 "$work/files"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -days 2 \
  -keyout "$work/key" -out "$work/cert" 2>"$work/log"
chmod 600 "$work/key"
head -c 300000 /dev/urandom >"$work/upload"
cat >"$work/conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
LoadModule mod_tls.c
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port 21
User daemon
Group daemon
WtmpLog off
PidFile $work/pid
ScoreboardFile none
AllowOverwrite on
TLSEngine on
TLSRequired on
TLSOptions NoSessionReuseRequired
TLSRSACertificateFile $work/cert
TLSRSACertificateKeyFile $work/key
<Anonymous $work/files>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
cat >"$work/measure.py" <<'PY'
import glob, os, socket, subprocess, sys, time
work = sys.argv[1]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.Popen([work + "/root/usr/sbin/proftpd", "-n", "-c", work + "/conf"], env=env, stderr=open(work + "/log", "w"))
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", 21)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
files = [work + "/files/%d" % i for i in range(10)]
for version, rounds in (("1.2", 1), ("1.3", 3)):
    for _ in range(rounds):
        uploads = [word for i in range(10) for word in ("-T", work + "/upload", "ftp://127.0.0.1/%d" % i)]
        curl = subprocess.run(
            [work + "/root/usr/bin/curl", "-q", "-sv", "--ssl-reqd", "--cacert", work + "/cert", "-m", "60",
             "--tlsv" + version, "--tls-max", version, "-u", "anonymous:x@", *uploads],
            env=env, stderr=subprocess.PIPE, text=True)
        whole = all(os.path.getsize(file) == 300000 for file in files)
        if not whole:
            break
    replies = curl.stderr.count("< 226 Transfer complete")
    print("TLS %s: exit status %d, %d replies 226, all whole: %s" % (version, curl.returncode, replies, whole))
PY
timeout -k 5 200 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
TLS 1.2: exit status 0, 10 replies 226, all whole: True
TLS 1.3: exit status 0, 10 replies 226, all whole: False
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
