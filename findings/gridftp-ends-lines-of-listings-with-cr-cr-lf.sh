#!/bin/sh
# Packages: Debian 12 globus-gridftp-server-progs and libglobus-gridftp-server6 13.24-3, lftp 4.9.2-2+b1, wget 1.21.3-1+deb12u1,
#           ftpcopy 0.6.7-5; PyPI pyftpdlib 2.2.0
# Measured: 2026-12-01, Python 3.11's ftplib
#
# Globus' GridFTP server as a plain FTP server, anonymous. Its listings have CR LF at their lines' ends, and with TYPE A, which is
# what listings are asked for with, and the default, each LF becomes CR LF once more, so that there's CR CR LF. With TYPE I it's
# CR LF. A file is right in both. It is so for LIST, NLST and MLSD. Some clients don't mind. For lftp each name has a CR at its end:
# a mirror with --delete deletes the copies that are there, as the server has no files of these names, can't get those with CR, to
# which the server says 501, and makes directories named "." and ".." with CR. It ends with 1. For ftplib each second name is
# empty, in nlst() as in mlsd(): Python takes the CR for a line's end, too.
#
# Expected: RFC 959, 3.1.1.1: of ASCII "the <CRLF> sequence should be used where necessary to denote the end of a line of text";
# 4.1.3, NLST: "pathname strings separated by <CRLF> or <NL>". RFC 3659, 7.2: of MLSD's listing each entry ends with CRLF.
#
# Seen, of a directory with f in it, "." and ".." being left out of ftplib's, "(CR)" being one in a name:
#   globus     TYPE A   LIST CR CR LF, NLST CR CR LF, MLSD CR CR LF, RETR f CR LF
#              TYPE I   LIST CR LF, NLST CR LF, MLSD CR LF, RETR f LF
#              ftplib   nlst() '', '', 'f', ''
#              ftplib   mlsd() '', '', 'f', ''
#              lftp     exit status 1, the copy: .(CR) ..(CR)
#              wget     exit status 0, the copy: f
#              ftpcopy  exit status 0, the copy: f
#   pyftpdlib  TYPE A   LIST CR LF, NLST CR LF, MLSD CR LF, RETR f CR LF
#              TYPE I   LIST CR LF, NLST CR LF, MLSD CR LF, RETR f LF
#              ftplib   nlst() 'f'
#              ftplib   mlsd() 'f'
#              lftp     exit status 0, the copy: f
#              wget     exit status 0, the copy: f
#              ftpcopy  exit status 0, the copy: f
#
# Needs: root (the server changes its user), apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian globus-gridftp-server-progs=13.24-3 libglobus-gridftp-server6=13.24-3 libglobus-gridftp-server-control0 \
  libglobus-authz0 libglobus-authz-callout-error0 libglobus-callout0 libglobus-common0 libglobus-ftp-control1 libglobus-gfork0 \
  libglobus-gsi-callback0 libglobus-gsi-cert-utils0 libglobus-gsi-credential1 libglobus-gsi-openssl-error0 \
  libglobus-gsi-proxy-core0 libglobus-gsi-proxy-ssl1 libglobus-gsi-sysconfig1 libglobus-gss-assist3 libglobus-gssapi-error2 \
  libglobus-gssapi-gsi4 libglobus-io3 libglobus-openssl-module0 libglobus-xio-gsi-driver libglobus-xio-pipe-driver \
  libglobus-xio0 libltdl7 lftp=4.9.2-2+b1 wget=1.21.3-1+deb12u1 ftpcopy=0.6.7-5
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir -p "$work/files/d"
chmod 755 "$work" "$work/files" "$work/files/d"
printf 'hello\n' >"$work/files/d/f"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, shutil, socket, subprocess, sys, threading, time
work = sys.argv[1]
root, copy = work + "/root", work + "/copy"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], HOME=work)
env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
def inetd(listener):
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([root + "/usr/sbin/globus-gridftp-server", "-i", "-aa", "-anonymous-user", "daemon"],
                         stdin=connection, stdout=connection, stderr=log, env=env)
        connection.close()
threading.Thread(target=inetd, args=(socket.create_server(("127.0.1.1", 21)),), daemon=True).start()
subprocess.Popen([sys.executable, "-m", "pyftpdlib", "-i", "127.0.1.2", "-p", "21", "-d", "/"],
                 env=dict(env, PYTHONPATH=work + "/python"), stdout=log, stderr=log)
for _ in range(100):
    try:
        socket.create_connection(("127.0.1.2", 21)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
def visible(text):
    return text.replace("\r", "(CR)")
def end(ftp, kind, command):
    ftp.voidcmd("TYPE " + kind)
    got = b""
    with ftp.transfercmd(command) as data:
        while block := data.recv(65536):
            got += block
    ftp.voidresp()
    line = got.rstrip(b"\r\n")
    return got[len(line):].decode().replace("\r", "CR ").replace("\n", "LF")
def names(listed):
    return ", ".join(repr(name) for name in listed)
def run(*command):
    return subprocess.run(command, env=env, stdout=log, stderr=log, timeout=60).returncode
def there():
    found = [name for _, directories, files in os.walk(copy) for name in directories + files]
    return visible(" ".join(sorted(found))) or "nothing"
def lftp(address):
    return run(root + "/usr/bin/lftp", "--norc", "-u", "anonymous,x@", "-e",
               "set net:timeout 20; set net:max-retries 2; mirror --delete %s/files/d %s; exit" % (work, copy), address)
def wget(address):
    return run(root + "/usr/bin/wget", "-q", "-r", "-nd", "-N", "-P", copy, "--no-remove-listing",
               "ftp://anonymous:x%%40@%s/%%2F%s/files/d/" % (address, work[1:]))
def ftpcopy(address):
    return run(root + "/usr/bin/ftpcopy", "-u", "anonymous", "-p", "x@", address, work + "/files/d", copy)
for name, address in ("globus", "127.0.1.1"), ("pyftpdlib", "127.0.1.2"):
    with ftplib.FTP(address, timeout=20) as ftp:
        ftp.login("anonymous", "x@")
        ftp.cwd(work + "/files/d")
        for kind in "AI":
            ends = [command + " " + end(ftp, kind, command) for command in ("LIST", "NLST", "MLSD", "RETR f")]
            print("%-10s TYPE %s   %s" % (name, kind, ", ".join(ends)))
            name = ""
        listed = [entry for entry in ftp.nlst() if entry not in (".", "..")]
        print("%-10s ftplib   nlst() %s" % ("", names(listed)))
        listed = [entry for entry, _ in ftp.mlsd() if entry not in (".", "..")]
        print("%-10s ftplib   mlsd() %s" % ("", names(listed)), flush=True)
    for client, get in ("lftp", lftp), ("wget", wget), ("ftpcopy", ftpcopy):
        shutil.rmtree(copy, ignore_errors=True)
        os.mkdir(copy)
        if client == "lftp":
            shutil.copy2(work + "/files/d/f", copy)
        status = get(address)
        if os.path.exists(copy + "/.listing"):
            os.remove(copy + "/.listing")
        print("%-10s %-8s exit status %d, the copy: %s" % ("", client, status, there()), flush=True)
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
globus     TYPE A   LIST CR CR LF, NLST CR CR LF, MLSD CR CR LF, RETR f CR LF
           TYPE I   LIST CR LF, NLST CR LF, MLSD CR LF, RETR f LF
           ftplib   nlst() '', '', 'f', ''
           ftplib   mlsd() '', '', 'f', ''
           lftp     exit status 1, the copy: .(CR) ..(CR)
           wget     exit status 0, the copy: f
           ftpcopy  exit status 0, the copy: f
pyftpdlib  TYPE A   LIST CR LF, NLST CR LF, MLSD CR LF, RETR f CR LF
           TYPE I   LIST CR LF, NLST CR LF, MLSD CR LF, RETR f LF
           ftplib   nlst() 'f'
           ftplib   mlsd() 'f'
           lftp     exit status 0, the copy: f
           wget     exit status 0, the copy: f
           ftpcopy  exit status 0, the copy: f
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
