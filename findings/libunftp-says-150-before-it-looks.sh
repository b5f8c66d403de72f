#!/bin/sh
# Packages: Rust libunftp 0.24.0, unftp-sbe-fs 0.4.0, tokio 1.54.1; PyPI pyftpdlib 2.2.0; Python 3.11's urllib; Debian 12 aria2 and
#           libaria2-0 1.36.0-1, lynx 2.9.0dev.12-1, wget 1.21.3-1+deb12u1, tnftp 20210827-4+b1, curl and libcurl4
#           7.88.1-10+deb12u15
# Measured: 2026-12-01
#
# libunftp says 150 to RETR as soon as there is a data connection, and looks for the file then. So a file that isn't there is
# announced, has no bytes, and is 550 at the end, where other servers say 550 at once. RFC 959 allows for a RETR that fails
# after its 150, and five clients make five things of it. urlopen() returns b"" and raises nothing. aria2 ends with 0 and leaves an
# empty file; lynx ends with 0. wget takes it for a transfer that broke off and tries again, 20 times if it's let, though it
# has read the 550 each time. tnftp, told to get a file over one that it has, has emptied that one by then. curl isn't
# affected: it asks for SIZE before, and goes by that 550.
#
# Expected: RFC 959, 4.2, 150: "File status okay; about to open data connection", so the file's status is known by then; 5.4:
# 550 is one of RETR's replies in place of the 150, and after it there are 425, 426 and 451. 4.2: a 5yz is a permanent negative
# completion, and "the User-process is discouraged from repeating the exact request". (nodeftpd's issue 55 is about the same in that
# server.)
#
# Seen, of a file that isn't there, the local file having been "old" for tnftp:
#                  pyftpdlib                                        libunftp
#   RETR           550                                              150 550
#   urlopen        URLError                                         b''
#   aria2          exit status 3                                    exit status 0, an empty file
#   lynx -source   exit status 1                                    exit status 0
#   wget -t 3      exit status 8, 1 RETR                            exit status 4, 3 RETR
#   tnftp          exit status 1, the file: old                     exit status 1, the file: empty
#   curl           exit status 78                                   exit status 78
#
# Needs: cargo and a C compiler (it builds the server, which takes minutes), apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian aria2=1.36.0-1 libaria2-0=1.36.0-1 libc-ares2 libssh2-1 lynx=2.9.0dev.12-1 lynx-common=2.9.0dev.12-1 wget=1.21.3-1+deb12u1 \
  tnftp=20210827-4+b1 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/server" "$work/server/src" "$work/files" "$work/got"
cat >"$work/server/Cargo.toml" <<'TOML'
[package]
name = "server"
version = "0.0.0"
edition = "2021"
[dependencies]
libunftp = "=0.24.0"
unftp-sbe-fs = "=0.4.0"
tokio = { version = "=1.54.1", features = ["full"] }
[profile.dev]
debug = false
TOML
cat >"$work/server/src/main.rs" <<'RUST'
#[tokio::main]
async fn main() {
    let files = std::env::args().nth(1).unwrap();
    libunftp::ServerBuilder::new(Box::new(move || unftp_sbe_fs::Filesystem::new(files.clone()).unwrap()))
        .build()
        .unwrap()
        .listen("127.0.0.1:2102")
        .await
        .unwrap();
}
RUST
(cd "$work/server" && CARGO_HOME="$work/cargo" timeout -k 5 1500 cargo build -q) >"$work/cargo-log" 2>&1 ||
  { cat "$work/cargo-log"; echo "not measured: can't build with libunftp 0.24.0"; exit 2; }
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, socket, subprocess, sys, time, urllib.error, urllib.request
work = sys.argv[1]
bin, got = work + "/root/usr/bin/", work + "/got/"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python", HOME=work)
for name in list(env):
    if name.lower().endswith("_proxy"):
        del env[name]
        del os.environ[name]
open(work + "/lynx.cfg", "w").close()
log = open(work + "/log", "w")
def run(*command):
    ended = subprocess.run(command, cwd=got, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           timeout=90)
    return "exit status %d" % ended.returncode, ended.stdout.decode("latin-1")
def seen(port):
    url = "ftp://127.0.0.1:%d/missing" % port
    with ftplib.FTP(timeout=30) as ftp:
        ftp.connect("127.0.0.1", port)
        ftp.login("anonymous", "x@")
        replies, get = [], ftp.getresp
        def getresp():
            try:
                replies.append(get()[:3])
            except ftplib.Error as e:
                replies.append(str(e)[:3])
                raise
        data = socket.create_connection(ftp.makepasv(), 30)
        ftp.putcmd("RETR missing")
        try:
            getresp()
            if replies[0] == "150":
                data.recv(1)
                getresp()
        except ftplib.Error:
            pass
        data.close()
        yield "RETR", " ".join(replies)
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            yield "urlopen", repr(answer.read())
    except urllib.error.URLError as e:
        yield "urlopen", type(e).__name__
    status = run(bin + "aria2c", "--no-conf", "-o", "aria2", url)[0]
    empty = os.path.exists(got + "aria2") and os.path.getsize(got + "aria2") == 0
    yield "aria2", status + (", an empty file" if empty and "status 0" in status else "")
    yield "lynx -source", run(bin + "lynx", "-cfg=" + work + "/lynx.cfg", "-lss=/dev/null", "-source", url)[0]
    status, told = run(bin + "wget", "--no-config", "--no-netrc", "--no-hsts", "-t", "3", "-O", "wget", url)
    yield "wget -t 3", "%s, %d RETR" % (status, told.count("==> RETR missing"))
    with open(got + "tnftp", "w") as f:
        f.write("old")
    status = run(bin + "tnftp", "-n", "-o", "tnftp", url)[0]
    with open(got + "tnftp") as f:
        yield "tnftp", "%s, the file: %s" % (status, f.read() or "empty")
    yield "curl", run(bin + "curl", "-q", "-s", "-o", "curl", url)[0]
columns = []
for port, command in (2101, [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2101", "-d", work + "/files"]), (
        2102, [work + "/server/target/debug/server", work + "/files"]):
    subprocess.Popen(command, env=env, stdout=log, stderr=log)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    columns.append(list(seen(port)))
    for file in os.listdir(got):
        os.remove(got + file)
for (what, first), (_, second) in zip(*columns):
    print("%-13s  %-47s  %s" % (what, first, second))
PY
timeout -k 5 600 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - python3 "$work/measure.py" "$work" \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
RETR           550                                              150 550
urlopen        URLError                                         b''
aria2          exit status 3                                    exit status 0, an empty file
lynx -source   exit status 1                                    exit status 0
wget -t 3      exit status 8, 1 RETR                            exit status 4, 3 RETR
tnftp          exit status 1, the file: old                     exit status 1, the file: empty
curl           exit status 78                                   exit status 78
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
