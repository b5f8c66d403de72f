#!/bin/sh
# Packages: Debian 12 php8.2-cli and php8.2-common 8.2.36-1~deb12u1; PyPI aioftp 0.28.3, pyftpdlib 2.2.0
# Measured: 2026-11-30, Python 3.11
#
# PHP's ftp:// takes SIZE for the question whether a file exists. aioftp's server hasn't got SIZE and says so, with
# 502. So PHP can't read any file there, though RETR would send it; file_exists() is false for all; and
# file_put_contents(), which elsewhere refuses to replace a file unless the context option "overwrite" is set,
# replaces it without a word.
#
# Expected: RFC 3659, 4, makes SIZE an extension, for FEAT to announce, and 502 says that a command isn't implemented
# (RFC 959, 5.4), nothing of the file. RETR and STOR don't depend on it. PHP's manual: an existing file can be
# overwritten only with the option "overwrite".
#
# Seen, of a file that has "old" in it:
#   pyftpdlib  read    'old'
#              exists  true
#              write   false, Remote file already exists and overwrite context option not specified; it has: old
#   aioftp     read    false, FTP server reports 502 'size' not implemented
#              exists  false
#              write   3; it has: new
#
# Needs: apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
in_a_network_of_its_own() {
  timeout -k 5 90 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
debian php8.2-cli=8.2.36-1~deb12u1 php8.2-common=8.2.36-1~deb12u1 libargon2-1 libsodium23 libxml2 libicu72
pip install -q --target "$work/python" aioftp==0.28.3 pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get aioftp and pyftpdlib"; exit 2; }
mkdir "$work/files"
cat >"$work/measure.php" <<'PHP'
<?php
$url = "ftp://a:b@127.0.0.1:" . $argv[1] . "/f";
function said($result) {
    $error = error_get_last();
    error_clear_last();
    $reason = preg_replace("/.*Failed to open stream: |FTP server reports 213.*/s", "", $error["message"] ?? "");
    return var_export($result, true) . ($error ? ", " . trim($reason) : "");
}
switch ($argv[2]) {
    case "read": echo said(@file_get_contents($url)); break;
    case "exists": echo said(@file_exists($url)); break;
    case "write": echo said(@file_put_contents($url, "new")); break;
}
PHP
cat >"$work/measure.py" <<'PY'
import glob, os, socket, subprocess, sys, time
work = sys.argv[1]
pyftpdlib = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_user("a", "b", sys.argv[1], perm="elradfmw")
FTPServer(("127.0.0.1", 2101), FTPHandler).serve_forever()
"""
aioftp = """
import aioftp, asyncio, pathlib, sys
asyncio.run(aioftp.Server([aioftp.User("a", "b", base_path=pathlib.Path(sys.argv[1]))]).run("127.0.0.1", 2102))
"""
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
for name, port, program in ("pyftpdlib", 2101, pyftpdlib), ("aioftp", 2102, aioftp):
    subprocess.Popen(
        [sys.executable, "-c", program, work + "/files"], env=dict(os.environ, PYTHONPATH=work + "/python"),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    with open(work + "/files/f", "w") as file:
        file.write("old")
    for what in "read", "exists", "write":
        ended = subprocess.run(
            [work + "/root/usr/bin/php8.2", "-n", work + "/measure.php", str(port), what],
            env=libraries, capture_output=True, text=True, timeout=20)
        said = (ended.stdout + ended.stderr).strip()
        if what == "write":
            with open(work + "/files/f") as file:
                said += "; it has: " + file.read()
        print("%-10s %-7s" % (name if what == "read" else "", what), said)
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pyftpdlib  read    'old'
           exists  true
           write   false, Remote file already exists and overwrite context option not specified; it has: old
aioftp     read    false, FTP server reports 502 'size' not implemented
           exists  false
           write   3; it has: new
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
