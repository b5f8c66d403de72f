#!/bin/sh
# Package:  Debian 12 pure-ftpd 1.0.50-2.1+b2
# Measured: 2026-11-28
#
# When a client has what it wants of a large file and closes the data connection, the last reply to its RETR
# is once more a 150. No 226 and no 426 follows: the next reply is that to the next command.
#
# Expected: RFC 959, 5.4: RETR ends with 226, 250, 425, 426 or 451. A 1yz is preliminary (4.2): the client is
# to expect another reply before it goes on. By that rule it waits until the connection times out.
#
# Seen (N: differs each time):
#   RETR big -> 150-Accepted data connection | 150 65536.0 kbytes to download
#   (the client closes the data connection)
#            -> 150 N seconds (measured here), N bytes per second
#   NOOP     -> 200 Zzz...
#
# Needs: root (pure-ftpd changes its user), openssl, apt-get, python3, ip.
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
in_a_network_of_its_own() { # where all processes end with the command
  timeout -k 5 "$1" unshare -n -p -f --kill-child sh -c 'ip link set lo up && shift && exec "$@"' - "$@"
}
debian pure-ftpd=1.0.50-2.1+b2
mkdir "$work/files"
head -c 67108864 /dev/zero >"$work/files/big"
chmod -R a+rX "$work"
echo "tester:$(openssl passwd -6 secret):1:1::$work/files::::::::::::" >"$work/passwd"
"$work/root/usr/bin/pure-pw" mkdb "$work/users.pdb" -f "$work/passwd"
cat >"$work/measure.py" <<'PY'
import ftplib, re, socket, subprocess, sys, time
work = sys.argv[1]
subprocess.Popen([work + "/root/usr/sbin/pure-ftpd", "-4", "-l", "puredb:" + work + "/users.pdb", "-g", work + "/pid"])
ftp = ftplib.FTP()
for _ in range(50):
    try:
        ftp.connect("127.0.0.1", 21, 30)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
ftp.login("tester", "secret")
ftp.voidcmd("TYPE I")
data = socket.create_connection(ftp.makepasv())
print("RETR big ->", ftp.sendcmd("RETR big").replace("\n", " | "))
data.recv(1000)
data.close()
reply = ftp.getmultiline()
print("         ->", re.sub(r"(?<=.{4})\d[\d.]*", "N", reply).replace("Mbytes", "bytes").replace("Kbytes", "bytes"))
print("NOOP     ->", ftp.sendcmd("NOOP"))
PY
in_a_network_of_its_own 60 python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
RETR big -> 150-Accepted data connection | 150 65536.0 kbytes to download
         -> 150 N seconds (measured here), N bytes per second
NOOP     -> 200 Zzz...
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
