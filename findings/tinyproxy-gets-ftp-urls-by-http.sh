#!/bin/sh
# Packages: Debian 12 tinyproxy-bin 1.11.1-2.1+deb12u1, curl and libcurl4 7.88.1-10+deb12u15, wget 1.21.3-1+deb12u1; PyPI
#           pyftpdlib 2.2.0; Python 3.11's http.server
# Measured: 2026-12-01
#
# An ftp: URL, of a host with an FTP server and a web server, asked of tinyproxy as clients ask an HTTP proxy for it. As soon
# as there is an Upstream in tinyproxy's configuration, be it for another site, it takes ftp: for http:. What needs no upstream
# proxy is asked of port 80, by HTTP: curl and wget get the web server's file of that name, with 200, and end well. Without an
# Upstream it does as a transparent proxy does and goes by the header Host. curl's has FTP's port, so tinyproxy speaks HTTP
# to the FTP server, and curl waits; wget's hasn't, and the web server is asked for a file with the URL as its name.
#
# Expected: RFC 1738, 3.2: the scheme ftp is for files "accessible using the FTP protocol", and its port is 21. RFC 9110,
# 15.6.2: a server that doesn't support what a request needs says 501, as tinyproxy does if it's built without transparent
# proxying. tinyproxy.conf(5): an Upstream with a site_spec "turns on the upstream proxy for the sites matching" it, no
# more. (In May 2026 tinyproxy's source is the same.)
#
# Seen, of ftp://127.0.0.2/f, the exit status and what was got:
#   no proxy                            curl 0 from the FTP server
#                                       wget 0 from the FTP server
#   tinyproxy, no Upstream              curl 28 nothing within 10 s
#                                       wget 8 404
#   tinyproxy, an Upstream for another  curl 0 200, from the web server
#                                       wget 0 200, from the web server
#   the web server was asked for        GET ftp://127.0.0.2/f, GET /f, GET /f
#
# Needs: apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian tinyproxy-bin=1.11.1-2.1+deb12u1 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 wget=1.21.3-1+deb12u1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/ftp" "$work/web"
printf 'from the FTP server' >"$work/ftp/f"
printf 'from the web server' >"$work/web/f"
cat >"$work/measure.py" <<'PY'
import glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
root = work + "/root"
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python", HOME=work)
env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
def start(*command, log="/dev/null"):
    with open(log, "w") as output:
        return subprocess.Popen(command, env=env, stdout=output, stderr=output)
def wait_for(address, port):
    for _ in range(200):
        with socket.socket() as ready:
            if not ready.connect_ex((address, port)):
                return
        time.sleep(0.1)
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
start(sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.2", "-p", "21", "-d", work + "/ftp")
start(sys.executable, "-u", "-m", "http.server", "80", "--bind", "127.0.0.2", "-d", work + "/web", log=work + "/web.log")
wait_for("127.0.0.2", 21)
wait_for("127.0.0.2", 80)
def ask(name, proxy):
    curl = [root + "/usr/bin/curl", "-s", "-m", "10", "-w", "\n%{http_code}"]
    wget = [root + "/usr/bin/wget", "-S", "-T", "10", "-t", "1", "-O", "-"]
    if proxy:
        curl += ["--proxy", proxy]
        wget += ["-e", "use_proxy=on", "-e", "ftp_proxy=" + proxy]
    for client in "curl", "wget":
        ended = subprocess.run(
            (curl if client == "curl" else wget) + ["ftp://127.0.0.2/f"], env=env, capture_output=True, text=True, timeout=60)
        if client == "curl":
            got, code = ended.stdout.rsplit("\n", 1)
        else:
            got, code = ended.stdout, " ".join(re.findall(r"HTTP/\S+ (\d+)", ended.stderr))
        said = [code] if proxy and code not in ("", "000") else []
        said += [got] if got else ["nothing within 10 s"] if ended.returncode == 28 else []
        print("%-35s %s %d %s" % (name, client, ended.returncode, ", ".join(said)), flush=True)
        name = ""
ask("no proxy", None)
for port, name, more in (
        (8881, "tinyproxy, no Upstream", ""),
        (8882, "tinyproxy, an Upstream for another", 'Upstream http 127.0.0.3:3128 "another.example"\n')):
    with open("%s/%d" % (work, port), "w") as conf:
        conf.write("Port %d\nListen 127.0.0.1\nTimeout 20\nMaxClients 10\nAllow 127.0.0.1\n" % port + more)
    start(root + "/usr/bin/tinyproxy", "-d", "-c", conf.name)
    wait_for("127.0.0.1", port)
    ask(name, "http://127.0.0.1:%d" % port)
with open(work + "/web.log") as log:
    print("%-35s %s" % ("the web server was asked for", ", ".join(re.findall(r'"(\S+ \S+) HTTP', log.read()))))
PY
timeout -k 5 200 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no proxy                            curl 0 from the FTP server
                                    wget 0 from the FTP server
tinyproxy, no Upstream              curl 28 nothing within 10 s
                                    wget 8 404
tinyproxy, an Upstream for another  curl 0 200, from the web server
                                    wget 0 200, from the web server
the web server was asked for        GET ftp://127.0.0.2/f, GET /f, GET /f
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
