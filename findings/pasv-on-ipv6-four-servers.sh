#!/bin/sh
# Packages: Debian 12 vsftpd 3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5, inetutils-ftpd 2:2.4-2+deb12u3;
#           PyPI pyftpdlib 2.2.0
# Measured: 2026-11-28
#
# PASV on an IPv6 connection: four servers open a port and confirm, in four forms, of which only the first has
# the six numbers of RFC 959. proftpd writes what follows the last colon of its address, so three numbers;
# inetutils answers with the code and the form of LPSV; pyftpdlib puts the address in with its colons.
#
# Expected: an error, as from pure-ftpd (425). The reply to PASV is h1,h2,h3,h4,p1,p2 (RFC 959, 4.1.2), which
# can't hold an IPv6 address, and that is why there is EPSV (RFC 2428, 1). Of the replies to PASV (RFC 959,
# 5.4) 500, 501, 502, 421 and 530 say no; 228 is none of them, it is LPSV's (RFC 1639).
#
# Seen, on ::1 (P: the two halves of a port):
#   vsftpd     227 Entering Passive Mode (0,0,0,0,P,P).
#   proftpd    227 Entering Passive Mode (1,P,P).
#   inetutils  228 Entering Long Passive Mode (6,16,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2,P,P)
#   pyftpdlib  227 Entering passive mode (::1,P,P).
#
# Needs: root (the servers change their user; /etc/passwd gets an ftp account in a mount namespace), apt-get,
# pip, python3, ip.
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
debian vsftpd=3.0.3-13+b2 proftpd-core=1.3.8+dfsg-4+deb12u5 inetutils-ftpd=2:2.4-2+deb12u3 \
  libwrap0 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:2:2::$work/files:/bin/sh"; } >"$work/passwd"
cat >"$work/vsftpd.conf" <<CONF
listen=NO
listen_ipv6=YES
listen_port=2101
background=NO
anonymous_enable=YES
ftp_username=ftp
anon_root=$work/files
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
CONF
cat >"$work/proftpd.conf" <<CONF
ServerType standalone
DefaultAddress ::1
UseIPv6 on
Port 2102
User daemon
Group daemon
WtmpLog off
PidFile $work/pid
ScoreboardFile $work/scoreboard
<Anonymous $work/files>
  User ftp
  Group daemon
  UserAlias anonymous ftp
  RequireValidShell off
</Anonymous>
CONF
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, re, socket, subprocess, sys, threading, time
work = sys.argv[1]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/passwd", "/etc/passwd"], check=True)
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python")
quiet = dict(env=env, stderr=subprocess.DEVNULL)
listener = socket.create_server(("::1", 2103), family=socket.AF_INET6)
def inetd():
    connection, _ = listener.accept()
    subprocess.Popen([work + "/root/usr/sbin/ftpd"], stdin=connection, stdout=connection, **quiet)
    connection.close()
threading.Thread(target=inetd, daemon=True).start()
subprocess.Popen([work + "/root/usr/sbin/vsftpd", work + "/vsftpd.conf"], **quiet)
subprocess.Popen([work + "/root/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"], **quiet)
subprocess.Popen([sys.executable, "-m", "pyftpdlib", "-i", "::1", "-p", "2104", "-d", work + "/files"], **quiet)
for port, name in enumerate(("vsftpd", "proftpd", "inetutils", "pyftpdlib"), 2101):
    ftp = ftplib.FTP()
    for _ in range(100):
        try:
            ftp.connect("::1", port, 10)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    ftp.login()
    print("%-10s" % name, re.sub(r",\d+,\d+\)", ",P,P)", ftp.sendcmd("PASV")))
PY
timeout -k 5 90 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd     227 Entering Passive Mode (0,0,0,0,P,P).
proftpd    227 Entering Passive Mode (1,P,P).
inetutils  228 Entering Long Passive Mode (6,16,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2,P,P)
pyftpdlib  227 Entering passive mode (::1,P,P).
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
