#!/bin/sh
# Packages: Maven org.springframework.integration:spring-integration-ftp 7.1.2 (brings commons-net 3.13.0); Debian 12
#           pure-ftpd 1.0.50-2.1+b2; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30, OpenJDK 17.0.15
#
# Spring Integration's outbound adapter has a mode for a file that is on the server already: FAIL raises, IGNORE leaves
# it and sends nothing. At pure-ftpd both replace it, without an exception. The adapter asks NLST for the file's name,
# and pure-ftpd answers that with 550 unless the name is a directory's, so for Spring no file ever exists there.
# FtpRemoteFileTemplate.exists() has two more modes. STAT, its default, is the other way round at pure-ftpd: the reply
# is 213 whatever is asked for, so everything exists. The third is NLST and, if need be, CWD. So none of them tells a
# file from none.
#
# Expected: Spring's manual: NLST "reliably returns the name when the path is a file, and it exists"; it's STAT that it
# warns of. RFC 959, 4.1.3, doesn't promise that: NLST's pathname "should specify a directory or other system-specific
# file group descriptor". SIZE and MLST tell of a file at both servers.
#
# Seen, f being there, with "old" in it, and g not:
#   pyftpdlib  NLST f         f
#              STAT           f: true, g: false
#              NLST           f: true, g: false
#              NLST_AND_DIRS  f: true, g: false
#              adapter FAIL   MessagingException; f has: old
#              adapter IGNORE no exception; f has: old
#   pure-ftpd  NLST f         550 Can't check for file existence
#              STAT           f: true, g: true
#              NLST           f: false, g: false
#              NLST_AND_DIRS  f: false, g: false
#              adapter FAIL   no exception; f has: new
#              adapter IGNORE no exception; f has: new
#
# Needs: root (pure-ftpd changes its user), JDK 17, Maven, apt-get, pip, python3, openssl, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -q -o APT::Sandbox::User=root download pure-ftpd=1.0.50-2.1+b2 && dpkg -x ./*.deb root) >"$work/log" 2>&1 ||
  { cat "$work/log"; echo "not measured: can't get pure-ftpd"; exit 2; }
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/log" 2>&1 ||
  { cat "$work/log"; echo "not measured: can't get pyftpdlib"; exit 2; }
cat >"$work/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>measure</groupId>
  <artifactId>measure</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.springframework.integration</groupId>
      <artifactId>spring-integration-ftp</artifactId>
      <version>7.1.2</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
  { cat "$work/log"; echo "not measured: can't get spring-integration-ftp"; exit 2; }
cat >"$work/Measure.java" <<'JAVA'
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.file.support.FileExistsMode;
import org.springframework.integration.ftp.dsl.Ftp;
import org.springframework.integration.ftp.session.DefaultFtpSessionFactory;
import org.springframework.integration.ftp.session.FtpRemoteFileTemplate;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.support.GenericMessage;

@EnableIntegration
public class Measure { // arguments: the port, a FileExistsMode or "exists"
  public static void main(String[] args) {
    DefaultFtpSessionFactory factory = new DefaultFtpSessionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(Integer.parseInt(args[0]));
    factory.setUsername("tester");
    factory.setPassword("secret");
    factory.setClientMode(2); // passive
    if (args[1].equals("exists")) {
      for (FtpRemoteFileTemplate.ExistsMode mode : FtpRemoteFileTemplate.ExistsMode.values()) {
        FtpRemoteFileTemplate template = new FtpRemoteFileTemplate(factory);
        template.setExistsMode(mode);
        System.out.printf("%s\tf: %s, g: %s%n", mode, template.exists("f"), template.exists("g"));
      }
      return;
    }
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Measure.class);
    FileExistsMode mode = FileExistsMode.valueOf(args[1]);
    var flow = context.getBean(IntegrationFlowContext.class).registration(definition -> definition.handle(
        Ftp.outboundAdapter(factory, mode).remoteDirectory("/").fileNameExpression("'f'"))).register();
    try {
      flow.getInputChannel().send(new GenericMessage<>("new"));
      System.out.println("no exception");
    } catch (MessagingException e) {
      System.out.println(e.getMostSpecificCause().getClass().getSimpleName());
    }
    context.close();
  }
}
JAVA
javac -cp "$work/lib/*" -d "$work" "$work/Measure.java"
mkdir "$work/files"
chmod 755 "$work"
chown daemon "$work/files"
echo "tester:$(openssl passwd -6 secret):1:1::$work/files/./::::::::::::" >"$work/passwd"
"$work/root/usr/bin/pure-pw" mkdb "$work/users.pdb" -f "$work/passwd"
cat >"$work/measure.py" <<'PY'
import ftplib, os, subprocess, sys, time
work = sys.argv[1]
serve = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_user("tester", "secret", sys.argv[1], perm="elradfmw")
FTPServer(("127.0.0.1", 2101), FTPHandler).serve_forever()
"""
log = open(work + "/log", "w")
subprocess.Popen(
    [sys.executable, "-c", serve, work + "/files"], env=dict(os.environ, PYTHONPATH=work + "/python"), stdout=log, stderr=log)
subprocess.Popen(
    [work + "/root/usr/sbin/pure-ftpd", "-4", "-S", "127.0.0.1,2102", "-E", "-l", "puredb:" + work + "/users.pdb",
     "-g", work + "/pid"], stdout=log, stderr=log)
def names(port):
    ftp = ftplib.FTP(timeout=20)
    for _ in range(100):
        try:
            ftp.connect("127.0.0.1", port)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    ftp.login("tester", "secret")
    try:
        return " ".join(ftp.nlst("f"))
    except ftplib.error_perm as e:
        return str(e)
def java(port, what):
    ended = subprocess.run(
        ["java", "-cp", work + "/lib/*:" + work, "Measure", str(port), what],
        stdout=subprocess.PIPE, stderr=log, text=True, timeout=60)
    return ended.stdout.strip()
def renew():
    with open(work + "/files/f", "w") as file:
        file.write("old")
    os.chown(work + "/files/f", 1, 1)
for server, port in ("pyftpdlib", 2101), ("pure-ftpd", 2102):
    renew()
    print("%-10s %-14s %s" % (server, "NLST f", names(port)))
    for line in java(port, "exists").splitlines():
        print("%-10s %-14s %s" % ("", *line.split("\t")))
    for mode in "FAIL", "IGNORE":
        renew()
        said = java(port, mode)
        with open(work + "/files/f") as file:
            print("%-10s %-14s %s; f has: %s" % ("", "adapter " + mode, said, file.read()))
PY
timeout -k 5 200 unshare -n -p -f --kill-child sh -c 'ip link set lo up && exec python3 "$@"' - "$work/measure.py" "$work" \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pyftpdlib  NLST f         f
           STAT           f: true, g: false
           NLST           f: true, g: false
           NLST_AND_DIRS  f: true, g: false
           adapter FAIL   MessagingException; f has: old
           adapter IGNORE no exception; f has: old
pure-ftpd  NLST f         550 Can't check for file existence
           STAT           f: true, g: true
           NLST           f: false, g: false
           NLST_AND_DIRS  f: false, g: false
           adapter FAIL   no exception; f has: new
           adapter IGNORE no exception; f has: new
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
