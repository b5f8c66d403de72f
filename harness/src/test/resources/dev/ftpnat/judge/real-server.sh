#!/bin/sh
# Runs one of the real servers on port 21 of the network namespace that it is started in, until its standard
# input ends. As root, in a mount and a process namespace of its own, so that users and PAM's settings are only
# there, and nothing stays.
#
# $1 the server; $2 a directory with what the Debian packages hold, and pyftpdlib in its directory python;
# $3 a directory for this run, with the password file passwd and, for TLS, certificate.pem; $4 tls or plain;
# $5 this directory
set -eu
server=$1 root=$2 work=$3 tls=$4 here=$5
mkdir -p "$work/etc" "$work/log" "$work/run" "$work/empty"
ip link set lo up
cp -a /etc/. "$work/etc"
cat "$work/passwd" >>"$work/etc/passwd"
# Everybody's password is "secret".
sed 's/:.*/:$5$rounds=1000$ftpnat$PASSWORD:19000:0:99999:7:::/' "$work/passwd" |
  sed "s|\\\$5\\\$.*PASSWORD|$(openssl passwd -5 -salt ftpnat secret)|" >>"$work/etc/shadow"
mkdir -p "$work/etc/pam.d"
for service in vsftpd proftpd pure-ftpd ftp; do
  printf 'auth required pam_unix.so nodelay\naccount required pam_unix.so\n' >"$work/etc/pam.d/$service"
done
rm -f "$work/etc/motd" "$work/etc/nologin"
mount --bind "$work/etc" /etc
configured() {
  sed "s|@work@|$work|g; s|@root@|$root|g; s|^#$tls ||" "$here/$1" >"$work/$1"
}
case $server in
  VSFTPD_3_0)
    configured vsftpd_3_0.conf
    set -- "$root/usr/sbin/vsftpd" "$work/vsftpd_3_0.conf" ;;
  PROFTPD_1_3)
    configured proftpd_1_3.conf
    set -- "$root/usr/sbin/proftpd" -q -n -c "$work/proftpd_1_3.conf" ;;
  PURE_FTPD_1_0)
    mkdir -p /etc/ssl/private
    [ "$tls" = plain ] || cp "$work/certificate.pem" /etc/ssl/private/pure-ftpd.pem
    # As Debian's wrapper has it.
    set -- "$root/usr/sbin/pure-ftpd" -l pam -J HIGH -O "clf:$work/log/transfer.log" -u 1000 -E \
      -g "$work/run/pure-ftpd.pid"
    [ "$tls" = plain ] || set -- "$@" -Y 1 ;;
  INETUTILS_2)
    set -- python3 "$here/inetd.py" "$root/usr/sbin/ftpd" -l ;;
  PYFTPDLIB_2)
    certificate=
    [ "$tls" = plain ] || certificate=$work/certificate.pem
    export PYTHONPATH="$root/python"
    set -- python3 -W ignore "$here/pyftpdlib_2.py" "$work/passwd" secret "$certificate" ;;
esac
# Ends, and with it all processes here, with its standard input or with the server.
exec 3<&0
cat <&3 >"$work/log/input" &
input=$!
{
  "$@" >"$work/log/output" 2>&1 </dev/null 3<&- || true
  kill "$input"
} &
wait "$input"
