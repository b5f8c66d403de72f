#!/bin/sh
# Package:  Debian 12 vsftpd 3.0.3-13+b2
# Measured: 2026-11-28
#
# With listen_ipv6=YES, which Debian's own vsftpd.conf has, pasv_address=203.0.113.7 is accepted, and an IPv4
# client's PASV is then answered with the address 0,0,0,0. The same with listen=YES is right.
#
# Expected: vsftpd.conf(5): pasv_address is what PASV's reply says instead of the connection's own address,
# and a listen_ipv6 socket takes IPv4 clients too. RFC 959, 4.1.2: the reply to PASV has the host and port
# that the server listens on.
#
# Seen:
#   listen=YES       227 Entering Passive Mode (203,0,113,7,P,P).
#   listen_ipv6=YES  227 Entering Passive Mode (0,0,0,0,P,P).
#
# Needs: root (vsftpd changes its user), apt-get, python3.
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
debian vsftpd=3.0.3-13+b2 libwrap0
mkdir "$work/files" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, re, subprocess, sys, time
work = sys.argv[1]
library = glob.glob(work + "/root/usr/lib/*-linux-gnu")[0]
for port, listen in ((2101, "listen=YES"), (2102, "listen_ipv6=YES")):
    conf = work + "/%d.conf" % port
    with open(conf, "w") as file:
        file.write(f"""{listen}
{"listen=NO" if "ipv6" in listen else "listen_ipv6=NO"}
listen_port={port}
background=NO
anonymous_enable=YES
ftp_username=daemon
anon_root={work}/files
secure_chroot_dir={work}/empty
seccomp_sandbox=NO
pasv_address=203.0.113.7
""")
    subprocess.Popen([work + "/root/usr/sbin/vsftpd", conf], env=dict(os.environ, LD_LIBRARY_PATH=library))
    ftp = ftplib.FTP()
    for _ in range(50):
        try:
            ftp.connect("127.0.0.1", port, 10)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    ftp.login()
    print("%-15s " % listen, re.sub(r",\d+,\d+\)", ",P,P)", ftp.sendcmd("PASV")))
PY
in_a_network_of_its_own 60 python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
listen=YES       227 Entering Passive Mode (203,0,113,7,P,P).
listen_ipv6=YES  227 Entering Passive Mode (0,0,0,0,P,P).
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
