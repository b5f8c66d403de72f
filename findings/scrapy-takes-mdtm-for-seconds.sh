#!/bin/sh
# Packages: PyPI scrapy 2.19.0 (with twisted 26.10.0 and what else it needs, by version below), pyftpdlib 2.2.0
# Measured: 2026-12-01, Python 3.11
#
# Scrapy's FilesPipeline keeps what it has downloaded in a store, and fetches a file again when its copy is older than
# FILES_EXPIRES, 90 days by default. With a directory as the store that is so. With an ftp: URL as the store a copy never gets
# old: what the site has changed is never fetched again, each run says "uptodate", and the copy stays as it was in the first run.
# The store asks the FTP server for MDTM and takes the reply, 20250101000000 or so, for a number of seconds since 1970. That is in
# some 640,000 years, so that all copies are from the future. It asks for the whole file as well, each time, for its checksum.
#
# Expected: RFC 3659, 2.3: a time is YYYYMMDDHHMMSS, in UTC; 3: MDTM's reply is 213 and that. Scrapy's documentation of the
# pipeline: "Avoid re-downloading media that was downloaded recently"; an FTP server is one of its four kinds of store, and
# FILES_EXPIRES is in days. (Scrapy's issue 8186, of September 2026, has it, and pull request 8196 is open.)
#
# Seen, of a file that is "one" in the first run and "two" on the site in the second, its copy's time being that long ago then:
#   directory   10 days  first downloaded, second uptodate, the copy: one
#   directory  400 days  first downloaded, second downloaded, the copy: two
#   ftp         10 days  first downloaded, second uptodate, the copy: one, MDTM's reply is that time: True
#   ftp        400 days  first downloaded, second uptodate, the copy: one, MDTM's reply is that time: True
#
# Needs: pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install -q --target "$work/python" \
  scrapy==2.19.0 pyftpdlib==2.2.0 aiohappyeyeballs==2.7.1 aiohttp==3.14.5 aiosignal==1.4.0 attrs==26.1.0 automat==25.4.16 \
  backports.zstd==1.8.0 brotli==1.2.1 certifi==2026.10.19.post1 cffi==2.1.1 charset-normalizer==3.5.3 constantly==23.10.4 \
  cryptography==50.0.2 cssselect==1.6.0 defusedxml==0.7.1 filelock==4.3.1 frozenlist==1.8.0 hyperlink==21.0.0 idna==3.20 \
  incremental==24.11.0 itemadapter==0.13.1 itemloaders==1.5.0 jmespath==1.1.0 lxml==6.1.3 multidict==7.2.1 packaging==26.4 \
  parsel==1.12.1 platformdirs==4.14.9 propcache==0.5.4 protego==0.7.0 pycparser==3.12 pydispatcher==2.0.7 pyopenssl==26.4.0 \
  queuelib==1.10.0 requests==2.34.2 requests-file==3.0.1 service-identity==26.1.0 tldextract==5.4.0 twisted==26.10.0 \
  typing_extensions==4.16.0 urllib3==2.8.0 w3lib==2.5.0 yarl==1.25.1 zope.interface==8.7 \
  >"$work/pip" 2>&1 || { cat "$work/pip"; echo "not measured: can't get scrapy and pyftpdlib"; exit 2; }
mkdir "$work/site" "$work/directory" "$work/ftp"
cat >"$work/crawl.py" <<'PY'
import sys
import scrapy
from scrapy.crawler import CrawlerProcess
class Spider(scrapy.Spider):
    name = "spider"
    async def start(self):
        yield scrapy.Request("data:,", self.parse)
    def parse(self, response):
        yield {"file_urls": ["http://127.0.0.1:8080/f"]}
    def closed(self, reason):
        print(*(name.split("/")[1] for name in self.crawler.stats.get_stats() if name.startswith("file_status_count/")))
process = CrawlerProcess({
    "ITEM_PIPELINES": {"scrapy.pipelines.files.FilesPipeline": 1}, "FILES_STORE": sys.argv[1], "FILES_EXPIRES": 90,
    "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
process.crawl(Spider)
process.start()
PY
cat >"$work/measure.py" <<'PY'
import ftplib, os, shutil, socket, subprocess, sys, time
work = sys.argv[1]
env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
env.update(PYTHONPATH=work + "/python", HOME=work)
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
for port, command in (
        (8080, ["http.server", "-b", "127.0.0.1", "-d", work + "/site", "8080"]),
        (2100, ["pyftpdlib", "-w", "-i", "127.0.0.1", "-p", "2100", "-d", work + "/ftp"])):
    subprocess.Popen([sys.executable, "-m", *command], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as ready:
            if not ready.connect_ex(("127.0.0.1", port)):
                break
        time.sleep(0.1)
def crawl(store, content):
    with open(work + "/site/f", "w") as file:
        file.write(content)
    ended = subprocess.run([sys.executable, work + "/crawl.py", store], env=env, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True, timeout=60)
    return ended.stdout.strip()
for name, store in ("directory", work + "/directory"), ("ftp", "ftp://anonymous:x@127.0.0.1:2100/"):
    for days in 10, 400:
        shutil.rmtree("%s/%s" % (work, name))
        os.mkdir("%s/%s" % (work, name))
        first = crawl(store, "one")
        (copy,) = [directory + "/" + file for directory, _, files in os.walk("%s/%s" % (work, name)) for file in files]
        then = time.time() - days * 86400
        os.utime(copy, (then, then))
        right = ""
        if name == "ftp":
            with ftplib.FTP() as ftp:
                ftp.connect("127.0.0.1", 2100, 10)
                ftp.login()
                told = ftp.voidcmd("MDTM " + copy[len(work + "/ftp"):])[4:]
            right = ", MDTM's reply is that time: %s" % (told == time.strftime("%Y%m%d%H%M%S", time.gmtime(then)))
        second = crawl(store, "two")
        with open(copy) as file:
            there = file.read()
        print("%-10s %3d days  first %s, second %s, the copy: %s%s" % (name, days, first, second, there, right), flush=True)
PY
timeout -k 5 300 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
directory   10 days  first downloaded, second uptodate, the copy: one
directory  400 days  first downloaded, second downloaded, the copy: two
ftp         10 days  first downloaded, second uptodate, the copy: one, MDTM's reply is that time: True
ftp        400 days  first downloaded, second uptodate, the copy: one, MDTM's reply is that time: True
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
