#!/bin/sh
# Packages: Debian 12 pure-ftpd 1.0.50-2.1+b2, vsftpd 3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5, ftp-upload 1.6-4,
#           libwww-perl 6.68-1, perl-base and perl-modules-5.36 5.36.0-7+deb12u4 (Net::FTP 3.14)
# Measured: 2026-12-01, Python 3.11
#
# ABOR with Telnet's signals before it has no reply at all from pure-ftpd, unless it comes in the midst of a transfer; ABOR
# alone has one. While it sends a file, pure-ftpd skips the signals. Else it ignores the line, as it begins with no letter:
# since 1.0.37 that is how it takes empty lines, and these with them, which it answered with 500 before. Perl's Net::FTP sends
# the signals and waits for the reply until its time-out, 120 s by default. It does so whenever a program closes a download
# before its end, be the file as small as here. LWP does that for HEAD and for max_size, and makes 500 of what is 200 at other
# servers. ftp-upload says ABOR before it quits, always, so that each upload to pure-ftpd takes 2 minutes longer.
#
# Expected: RFC 959, 4.1.3: the user sends IP and Synch and then a command such as ABOR; at a server that doesn't need these
# signals they "should have no unusual effect". ABOR when the command before was completed is answered with 226. 4.2: each
# command has at least one reply.
#
# Seen, of ABOR and then NOOP, "idle" being without a transfer, "after" when a download's 226 has come. "close" is Net::FTP's
# after 10 of 240 bytes, "GET" and "HEAD" are LWP's with a max_size of 10, all with a time-out of 5 s; ftp-upload has no
# option for that, and is given 12 s:
#   pure-ftpd  idle    ABOR 226, with signals nothing
#              after   ABOR 226, with signals nothing
#              close   421 [Net::FTP] Timeout
#              GET     500 FTP close response: 421 [LWP::Protocol::MyFTP] Timeout
#              HEAD    500 FTP close response: 421 [LWP::Protocol::MyFTP] Timeout
#              upload  new, no end within 12 s
#   vsftpd     idle    ABOR 225, with signals 225
#              after   ABOR 225, with signals 225
#              close   225
#              GET     200 OK
#              HEAD    200 OK
#              upload  new, exit status 0
#   proftpd    idle    ABOR 226, with signals 226
#              after   ABOR 226, with signals 226
#              close   226
#              GET     200 OK
#              HEAD    200 OK
#              upload  new, exit status 0
#
# Needs: root (the servers change their user), apt-get, openssl, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian pure-ftpd=1.0.50-2.1+b2 libsodium23 vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 \
  libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 perl-base=5.36.0-7+deb12u4 perl-modules-5.36=5.36.0-7+deb12u4 \
  libperl5.36=5.36.0-7+deb12u4 ftp-upload=1.6-4 libwww-perl=6.68-1 libhttp-message-perl libhttp-date-perl liburi-perl \
  libregexp-ipv6-perl libtimedate-perl libencode-locale-perl liblwp-mediatypes-perl libnet-http-perl libtry-tiny-perl \
  libhttp-cookies-perl libio-html-perl libclone-perl libfile-listing-perl libhtml-parser-perl libhttp-negotiate-perl
mkdir -p "$work/files/pub" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
head -c 240 /dev/zero >"$work/files/pub/small"
echo new >"$work/new"
chown -R daemon:daemon "$work/files/pub"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_address=127.0.1.2
background=NO
anonymous_enable=YES
write_enable=YES
anon_upload_enable=YES
anon_other_write_enable=YES
anon_root=$work/files
ftp_username=daemon
nopriv_user=daemon
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
CONF
cat >"$work/proftpd.conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
ServerType standalone
DefaultAddress 127.0.1.3
SocketBindTight on
UseIPv6 off
UseFtpUsers off
AllowOverwrite on
User daemon
Group daemon
WtmpLog off
TransferLog none
SystemLog $work/system
PidFile $work/pid
ScoreboardFile none
<Anonymous $work/files>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
echo "anonymous:$(openssl passwd -6 x@):1:1::$work/files/./::::::::::::" >"$work/passwd"
"$work/root/usr/bin/pure-pw" mkdb "$work/users.pdb" -f "$work/passwd"
cat >"$work/close.pl" <<'PL'
use strict;
use Net::FTP;
$Net::FTP::VERSION eq "3.14" or die "Net::FTP $Net::FTP::VERSION";
my $ftp = Net::FTP->new($ARGV[0], Timeout => 5, Passive => 1) or die "connect: $@";
$ftp->login("anonymous", 'x@') or die "login: " . $ftp->message;
$ftp->binary;
my $data = $ftp->retr("pub/small") or die "retr: " . $ftp->message;
$data->read(my $text, 10) == 10 or die "read: $!";
$data->close;
my $code = $ftp->code;
print $code, $code == 421 ? " " . $ftp->message : "", "\n";
PL
cat >"$work/lwp.pl" <<'PL'
use strict;
use LWP::UserAgent;
$LWP::VERSION eq "6.68" or die "LWP $LWP::VERSION";
my $request = HTTP::Request->new($ARGV[1], "ftp://anonymous:x%40\@$ARGV[0]/pub/small");
print LWP::UserAgent->new(timeout => 5, max_size => 10)->request($request)->status_line, "\n";
PL
cat >"$work/measure.py" <<'PY'
import glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
root = work + "/root"
library = glob.glob(root + "/usr/lib/*-linux-gnu")[0]
libraries = dict(os.environ, LD_LIBRARY_PATH=library)
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
perl = [root + "/usr/bin/perl"]
for directory in (library + "/perl5/5.36", root + "/usr/share/perl5", library + "/perl/5.36.0", root + "/usr/share/perl/5.36.0",
                  library + "/perl-base"):
    perl += ["-I", directory]
servers = {
    "pure-ftpd": ("127.0.1.1", [root + "/usr/sbin/pure-ftpd", "-4", "-S", "127.0.1.1,21", "-E", "-l",
                                "puredb:" + work + "/users.pdb", "-g", work + "/pid2"]),
    "vsftpd": ("127.0.1.2", [root + "/usr/sbin/vsftpd", work + "/vsftpd.conf"]),
    "proftpd": ("127.0.1.3", [root + "/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"])}
class Session:
    def __init__(self, address):
        self.address, self.text = address, b""
        self.control = socket.create_connection((address, 21), 20)
        self.reply()
        for command in ("USER anonymous", "PASS x@", "TYPE I"):
            self.command(command)
    def reply(self):
        while not (end := re.search(rb"(?m)^([0-9]{3}) (.*)\r\n", self.text)):
            more = self.control.recv(4096)
            if not more:
                return "(end)", ""
            self.text += more
        self.text = self.text[end.end():]
        return end[1].decode(), end[2].decode("latin-1")
    def command(self, command):
        self.control.sendall(command.encode() + b"\r\n")
        return self.reply()
    def retrieve(self, file):
        port = int(re.search(r"\|\|\|([0-9]+)\|", self.command("EPSV")[1])[1])
        data = socket.create_connection((self.address, port), 20)
        code = self.command("RETR " + file)[0]
        assert code == "150", code
        return data
def abort(address, situation, signals):
    session = Session(address)
    if situation == "after":
        with session.retrieve("pub/small") as data:
            while data.recv(4096):
                pass
        assert session.reply()[0] == "226"
    if signals:
        session.control.sendall(b"\xff\xf4")                         # IAC, IP
        session.control.send(b"\xff\xf2", socket.MSG_OOB)            # IAC, DM: Synch, whose DM is urgent
    session.control.sendall(b"ABOR\r\n")
    # a NOOP at once could be read with it, by a server that reads more than a line: so it waits for ABOR's reply, 3 s at most
    session.control.settimeout(3)
    try:
        reply = session.reply()[0]
    except TimeoutError:
        reply = "nothing"
    session.control.settimeout(20)
    code = session.command("NOOP")[0]
    assert code == "200", code
    session.control.close()
    return reply
def program(*command, limit=40):
    try:
        ended = subprocess.run(perl + list(command), env=libraries, capture_output=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None, "no end within %d s" % limit
    return ended.returncode, (ended.stdout + ended.stderr).decode("latin-1").strip()
for name, (address, command) in servers.items():
    subprocess.Popen(command, env=libraries, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection((address, 21)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    label = name
    for situation in ("idle", "after"):
        print("%-10s %-7s ABOR %s, with signals %s" % (
            label, situation, abort(address, situation, False), abort(address, situation, True)), flush=True)
        label = ""
    print("%-10s close   %s" % ("", program(work + "/close.pl", address)[1]))
    for method in ("GET", "HEAD"):
        print("%-10s %-7s %s" % ("", method, program(work + "/lwp.pl", address, method)[1]), flush=True)
    status, text = program(root + "/usr/bin/ftp-upload", "-h", address, "-u", "anonymous", "--password", "x@", "-d", "pub",
                           work + "/new", limit=12)
    if status is not None:
        text = "exit status %d" % status
    uploaded = work + "/files/pub/new"
    there = open(uploaded).read().strip() if os.path.exists(uploaded) else "nothing"
    if there != "nothing":
        os.remove(uploaded)
    print("%-10s upload  %s, %s" % ("", there, text), flush=True)
PY
timeout -k 5 300 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pure-ftpd  idle    ABOR 226, with signals nothing
           after   ABOR 226, with signals nothing
           close   421 [Net::FTP] Timeout
           GET     500 FTP close response: 421 [LWP::Protocol::MyFTP] Timeout
           HEAD    500 FTP close response: 421 [LWP::Protocol::MyFTP] Timeout
           upload  new, no end within 12 s
vsftpd     idle    ABOR 225, with signals 225
           after   ABOR 225, with signals 225
           close   225
           GET     200 OK
           HEAD    200 OK
           upload  new, exit status 0
proftpd    idle    ABOR 226, with signals 226
           after   ABOR 226, with signals 226
           close   226
           GET     200 OK
           HEAD    200 OK
           upload  new, exit status 0
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
