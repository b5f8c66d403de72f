#!/bin/sh
# Packages: Debian 12 tnftp 20210827-4+b1, inetutils-ftp 2:2.4-2+deb12u3, vim and vim-runtime 2:9.0.1378-2+deb12u2 (netrw v171),
#           curl and libcurl4 7.88.1-10+deb12u15, vsftpd 3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5, pure-ftpd 1.0.50-2.1+b2,
#           inetutils-ftpd 2:2.4-2+deb12u3
# Measured: 2026-12-01, Python 3.11's ftplib
#
# BSD's ftp, of which Debian has two descendants, gets its commands from a script, "ftp -n <commands", and a put fails. If the
# server says 5yz, as where it isn't allowed, ftp shows that. If it says 4yz, as all four servers do when their disk is full, ftp
# shows nothing. It ends with 0 either way. It shows all replies only where it is at a terminal, or with -v, else those from 500
# on. Vim edits ftp: URLs by this program, and takes what it shows for the error. So after ":w" to a full disk the text
# counts as written: "modified" is off, ":q" leaves without a question, and what hasn't found room on the server is nowhere. With
# 5yz Vim keeps "modified".
#
# Expected: RFC 959, 4.2: 4yz is a "negative completion reply" as 5yz is, what was asked for "did not take place"; 5.4 has 425, 426,
# 450, 451 and 452 for STOR. tnftp(1) and inetutils-ftp(1), verbose: "all responses from the FTP server are displayed to the
# user", "By default, verbose is on"; nothing of some of them being shown without it, and others not.
#
# Seen, of 6000 bytes put over a file of 4, on a disk that has room for 4096, and where there is no permission:
#   vsftpd     full           STOR 4yz  curl not 0
#                             tnftp -v   shows 4yz, exit status 0, cut
#                             tnftp      shows nothing, exit status 0, cut
#                             inetutils  shows nothing, exit status 0, cut
#                             vim        modified 0, :q left, cut
#              no permission  STOR 5yz  curl not 0
#                             tnftp      shows its text, exit status 0, old
#                             inetutils  shows its text, exit status 0, old
#                             vim        modified 1, :q refused, old
# The same of proftpd, pure-ftpd and inetutils' ftpd.
#
# Needs: root (the servers change their user; /etc/passwd gets an ftp account in a mount namespace, where the disk is a tmpfs),
# apt-get, openssl, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian tnftp=20210827-4+b1 inetutils-ftp=2:2.4-2+deb12u3 vim=2:9.0.1378-2+deb12u2 vim-runtime=2:9.0.1378-2+deb12u2 libgpm2 \
  libsodium23 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 vsftpd=3.0.3-13+b2 libwrap0 \
  proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 \
  pure-ftpd=1.0.50-2.1+b2 inetutils-ftpd=2:2.4-2+deb12u3
mkdir -p "$work/files/full" "$work/files/closed" "$work/empty" "$work/home" "$work/bin"
chmod 755 "$work" "$work/files" "$work/files/closed" "$work/empty"
ln -s "$work/root/usr/bin/tnftp" "$work/bin/ftp"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:1:1::$work/files:/bin/sh"; } >"$work/accounts"
for last in 2 3 4 5; do
  echo "machine 127.0.1.$last login anonymous password x@"
done >"$work/home/.netrc"
chmod 600 "$work/home/.netrc"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_address=127.0.1.2
background=NO
anonymous_enable=YES
write_enable=YES
anon_upload_enable=YES
anon_other_write_enable=YES
anon_root=$work/files
anon_umask=022
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
cat >"$work/edit.vim" <<'VIM'
runtime plugin/netrwPlugin.vim
execute "edit ftp://" . $SERVER . "/" . $DIRECTORY . "/f"
call setline(1, repeat([repeat("n", 99)], 60))
write
call writefile(["modified " . &modified . ","], $WORK . "/said")
quit
call writefile([":q refused"], $WORK . "/said", "a")
qall!
VIM
cat >"$work/measure.py" <<'PY'
import ftplib, glob, io, os, socket, subprocess, sys, threading, time
work = sys.argv[1]
root, files = work + "/root", work + "/files"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], HOME=work + "/home", WORK=work, TERM="dumb",
           PATH=work + "/bin:" + os.environ["PATH"], VIMRUNTIME=glob.glob(root + "/usr/share/vim/vim9?")[0])
env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/accounts", "/etc/passwd"], check=True)
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k,uid=1,gid=1,mode=755", "none", files + "/full"], check=True)
def inetd(listener):
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([root + "/usr/sbin/ftpd"], stdin=connection, stdout=connection, stderr=log, env=env)
        connection.close()
threading.Thread(target=inetd, args=(socket.create_server(("127.0.1.5", 21)),), daemon=True).start()
servers = {
    "vsftpd": ("127.0.1.2", [root + "/usr/sbin/vsftpd", work + "/vsftpd.conf"], env),
    "proftpd": ("127.0.1.3", [root + "/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"], env),
    "pure-ftpd": ("127.0.1.4", [root + "/usr/sbin/pure-ftpd", "-4", "-S", "127.0.1.4,21", "-E", "-l",
                                "puredb:" + work + "/users.pdb", "-g", work + "/pid2"], env),
    "inetutils": ("127.0.1.5", None, None)}
new = b"n" * 99 + b"\n"
with open(work + "/new", "wb") as file:
    file.write(new * 60)
def renew(directory):
    path = "%s/%s/f" % (files, directory)
    for name in ("/full/f", "/full/fill"):
        if os.path.exists(files + name):
            os.remove(files + name)
    with open(path, "wb") as file:
        file.write(b"old\n")
    if directory == "full":
        os.chown(path, 1, 1)
        with open(files + "/full/fill", "wb") as file:
            file.write(bytes(124 * 1024))
def there(directory):
    with open("%s/%s/f" % (files, directory), "rb") as file:
        content = file.read()
    return "old" if content == b"old\n" else "new" if content == new * 60 else "cut" if len(content) < 6000 else "?"
def stor(address, directory):
    with ftplib.FTP(address, timeout=20) as ftp:
        ftp.login("anonymous", "x@")
        try:
            return ftp.storbinary("STOR %s/f" % directory, io.BytesIO(new * 60))[0]
        except ftplib.Error as e:
            return str(e)[0]
def curl(address, directory):
    ended = subprocess.run([root + "/usr/bin/curl", "-q", "-sS", "-m", "20", "-T", work + "/new",
                            "ftp://anonymous:x%%40@%s/%s/f" % (address, directory)], env=env, stderr=log, timeout=30)
    return "0" if ended.returncode == 0 else "not 0"
def bsd(address, directory, program, *options):
    script = "open %s\nuser anonymous x@\nbinary\ncd %s\nput %s/new f\nquit\n" % (address, directory, work)
    ended = subprocess.run([root + "/usr/bin/" + program, "-n", "-i", *options], input=script, env=env, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    replies = [line[0] + "yz" for line in ended.stdout.splitlines() if line[:3].isdigit() and line[0] in "45"]
    shown = "shows " + replies[0] if replies else "shows its text" if ended.stdout else "shows nothing"
    return "%s, exit status %d" % (shown, ended.returncode)
def vim(address, directory):
    if os.path.exists(work + "/said"):
        os.remove(work + "/said")
    subprocess.run([root + "/usr/bin/vim.basic", "-N", "-u", "NONE", "-i", "NONE", "-n", "-es", "-S", work + "/edit.vim"],
                   env=dict(env, SERVER=address, DIRECTORY=directory), stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=60)
    with open(work + "/said") as file:
        said = file.read().split()
    return " ".join(said if said[2:] else said + [":q", "left"])
for name, (address, command, environment) in servers.items():
    if command:
        subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection((address, 21)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    for directory, case in ("full", "full"), ("closed", "no permission"):
        renew(directory)
        replied = stor(address, directory)
        renew(directory)
        print("%-10s %-14s STOR %syz  curl %s" % (name, case, replied, curl(address, directory)), flush=True)
        for label, client in (
                ("tnftp -v", lambda: bsd(address, directory, "tnftp", "-v")), ("tnftp", lambda: bsd(address, directory, "tnftp")),
                ("inetutils", lambda: bsd(address, directory, "inetutils-ftp")), ("vim", lambda: vim(address, directory))):
            if label == "tnftp -v" and directory == "closed":
                continue
            renew(directory)
            said = client()
            print("%-25s %-10s %s, %s" % ("", label, said, there(directory)), flush=True)
        name = ""
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd     full           STOR 4yz  curl not 0
                          tnftp -v   shows 4yz, exit status 0, cut
                          tnftp      shows nothing, exit status 0, cut
                          inetutils  shows nothing, exit status 0, cut
                          vim        modified 0, :q left, cut
           no permission  STOR 5yz  curl not 0
                          tnftp      shows its text, exit status 0, old
                          inetutils  shows its text, exit status 0, old
                          vim        modified 1, :q refused, old
proftpd    full           STOR 4yz  curl not 0
                          tnftp -v   shows 4yz, exit status 0, cut
                          tnftp      shows nothing, exit status 0, cut
                          inetutils  shows nothing, exit status 0, cut
                          vim        modified 0, :q left, cut
           no permission  STOR 5yz  curl not 0
                          tnftp      shows its text, exit status 0, old
                          inetutils  shows its text, exit status 0, old
                          vim        modified 1, :q refused, old
pure-ftpd  full           STOR 4yz  curl not 0
                          tnftp -v   shows 4yz, exit status 0, cut
                          tnftp      shows nothing, exit status 0, cut
                          inetutils  shows nothing, exit status 0, cut
                          vim        modified 0, :q left, cut
           no permission  STOR 5yz  curl not 0
                          tnftp      shows its text, exit status 0, old
                          inetutils  shows its text, exit status 0, old
                          vim        modified 1, :q refused, old
inetutils  full           STOR 4yz  curl not 0
                          tnftp -v   shows 4yz, exit status 0, cut
                          tnftp      shows nothing, exit status 0, cut
                          inetutils  shows nothing, exit status 0, cut
                          vim        modified 0, :q left, cut
           no permission  STOR 5yz  curl not 0
                          tnftp      shows its text, exit status 0, old
                          inetutils  shows its text, exit status 0, old
                          vim        modified 1, :q refused, old
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
