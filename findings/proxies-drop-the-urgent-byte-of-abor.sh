#!/bin/sh
# Packages: Debian 12 socat 1.7.4.4-2, haproxy 2.6.12-1+deb12u4, lftp 4.9.2-2+b1, proftpd-core 1.3.8+dfsg-4+deb12u5,
#           vsftpd 3.0.3-13+b2 (with async_abor_enable=YES)
# Measured: 2026-11-30
#
# lftp breaks off a download, as "cat big | head -c 10" makes it do. It sends ABOR after Telnet's signals, one byte of
# them as TCP's urgent data, and the server stops sending. With a proxy for the control connection, socat or HAProxy,
# the same servers answer 500 and send the file to its end. The proxy reads its socket without asking for urgent data,
# so it never gets that byte and doesn't pass it on; what is left of the signals spoils the command ("BOR not
# understood"). By these proxies a download that isn't broken off arrives as ever.
#
# Expected: RFC 959, 4.1.3: Interrupt Process, Synch and then ABOR get the server's attention during a transfer, and at
# a server that needs none have no unusual effect. RFC 9293, 3.8.5: TCP supports urgent data, which are part of its
# stream. RFC 6093, 3, tells that sockets take them out by default, and advises new programs not to use them; RFC 959
# stands.
#
# Seen, of a file of 30000000 bytes, the server's replies to RETR and ABOR, and whether all of it was sent:
#   proftpd  direct   426 226, all sent: False
#   proftpd  socat    226 500, all sent: True
#   proftpd  haproxy  226 500, all sent: True
#            500 BOR not understood
#   vsftpd   direct   426 226, all sent: False
#   vsftpd   socat    226 500, all sent: True
#   vsftpd   haproxy  226 500, all sent: True
#            500 Unknown command.
#
# Needs: root (the servers change their user), apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian socat=1.7.4.4-2 haproxy=2.6.12-1+deb12u4 liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 lftp=4.9.2-2+b1 \
  proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 \
  vsftpd=3.0.3-13+b2
mkdir "$work/files" "$work/home" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
head -c 30000000 /dev/zero >"$work/files/big"
printf hello >"$work/files/small"
cat >"$work/proftpd" <<CONF
ModulePath $work/root/usr/lib/proftpd
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port 2101
User daemon
Group daemon
WtmpLog off
TransferLog $work/proftpd.log
PidFile $work/pid
ScoreboardFile none
<Anonymous $work/files>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
cat >"$work/vsftpd" <<CONF
listen=YES
listen_port=2102
background=NO
anonymous_enable=YES
anon_root=$work/files
ftp_username=daemon
nopriv_user=daemon
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
async_abor_enable=YES
xferlog_enable=YES
xferlog_std_format=NO
vsftpd_log_file=$work/vsftpd.log
CONF
cat >"$work/haproxy" <<CONF
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen proftpd
  bind 127.0.0.1:2301
  server s 127.0.0.1:2101
listen vsftpd
  bind 127.0.0.1:2302
  server s 127.0.0.1:2102
CONF
cat >"$work/measure.py" <<'PY'
import glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python",
    HOME=work + "/home", LC_ALL="C")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
log = open(work + "/log", "w")
def start(program, *options):
    subprocess.Popen([work + "/root/usr/" + program, *options], env=env, stdout=log, stderr=log)
start("sbin/proftpd", "-n", "-c", work + "/proftpd")
start("sbin/vsftpd", work + "/vsftpd")
start("sbin/haproxy", "-db", "-f", work + "/haproxy")
for port in (2101, 2102):
    start("bin/socat", "TCP-LISTEN:%d,bind=127.0.0.1,fork,reuseaddr" % (port + 100), "TCP:127.0.0.1:%d" % port)
script = ("debug 9; set net:timeout 20; set net:max-retries 1; set ftp:ssl-allow no; open 127.0.0.1:%d; "
          "cat big | head -c 10 | wc -c; cat small")
for server, port in (("proftpd", 2101), ("vsftpd", 2102)):
    for name, more in (("direct", 0), ("socat", 100), ("haproxy", 200)):
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port + more)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        talk = subprocess.run(
            [work + "/root/usr/bin/lftp", "-c", script % (port + more)], env=env, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=60).stdout
        replies = re.findall(r"<--- (\d\d\d .*)", talk.split("---> ABOR")[1])[:2]
        assert "hello" in talk, talk # the next download
        print("%-8s %-8s %s, all sent: %s" % (
            server, name, " ".join(reply[:3] for reply in replies), replies[0].startswith("226")))
    print("        ", replies[1])
PY
timeout -k 5 100 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
proftpd  direct   426 226, all sent: False
proftpd  socat    226 500, all sent: True
proftpd  haproxy  226 500, all sent: True
         500 BOR not understood
vsftpd   direct   426 226, all sent: False
vsftpd   socat    226 500, all sent: True
vsftpd   haproxy  226 500, all sent: True
         500 Unknown command.
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
