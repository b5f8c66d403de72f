#!/bin/sh
# Packages: Maven org.springframework.integration:spring-integration-ftp 7.1.2, org.apache.camel:camel-ftp and camel-core 4.18.0,
#           org.apache.commons:commons-vfs2 2.10.0, which share commons-net:commons-net 3.13.0, and org.slf4j:slf4j-simple 2.0.17;
#           Debian 12 vsftpd 3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5, nftables 1.0.6-2+deb12u2; Linux 6.18.44
# Measured: 2026-12-01, OpenJDK 17.0.15, Python 3.11
#
# Three Java frameworks, none of them told which mode: all are active then. From behind a NAT without an FTP helper they log
# in, and the server refuses PORT, whose address isn't the client's (vsftpd, 500), or connects to the NAT, in vain (proftpd,
# 425). Behind a firewall PORT passes and the data connection doesn't, 425. So the server can't list. For the three the
# directory is empty: Spring's list() has no entries and its inbound synchronizer fetches nothing; Camel polls and never has a
# file; for Commons VFS a file that is there doesn't exist, and the root has no children. There is no exception, and nothing
# in the log at WARN: it looks as if nobody had put a file there yet. What they stand on is commons-net's listFiles(), whose
# array is empty after a failure, too; the reply code, which tells, has to be asked for. With passive mode set all is well.
#
# Expected: RFC 959, 4.2: after a 5yz or 4yz "the requested action did not take place"; 5.4: 425 is LIST's reply for "can't
# open data connection". VFS's documentation: exists() throws FileSystemException "on error determining if this file exists";
# Spring's and Camel's: active is the default, and passiveMode or setClientMode() is for the other one.
#
# Seen, of f in pub; "retrieve" is commons-net's retrieveFile(), "sync" what Spring has fetched:
#   vsftpd   NAT       active   listFiles 0, 500; retrieve false, 500
#                               VFS exists false, children 0; Spring list 0, sync 0; Camel nothing
#                               exceptions 0, in the log 0
#   vsftpd   firewall  active   listFiles 0, 425; retrieve false, 425
#                               VFS exists false, children 0; Spring list 0, sync 0; Camel nothing
#                               exceptions 0, in the log 0
#   vsftpd   NAT       passive  listFiles 1, 226; retrieve true, 226
#                               VFS exists true, children 1; Spring list 1, sync 1; Camel f
#                               exceptions 0, in the log 0
#   proftpd  NAT       active   listFiles 0, 425; retrieve false, 425
#                               VFS exists false, children 0; Spring list 0, sync 0; Camel nothing
#                               exceptions 0, in the log 0
#   proftpd  firewall  active   listFiles 0, 425; retrieve false, 425
#                               VFS exists false, children 0; Spring list 0, sync 0; Camel nothing
#                               exceptions 0, in the log 0
#   proftpd  NAT       passive  listFiles 1, 226; retrieve true, 226
#                               VFS exists true, children 1; Spring list 1, sync 1; Camel f
#                               exceptions 0, in the log 0
#
# Needs: root, JDK 17, Maven, apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 \
  libpcre2-posix3 nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11
{
  echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
  echo '<groupId>measure</groupId><artifactId>measure</artifactId><version>1</version><dependencies>'
  for artifact in org.springframework.integration:spring-integration-ftp:7.1.2 org.apache.camel:camel-ftp:4.18.0 \
    org.apache.camel:camel-core:4.18.0 org.apache.commons:commons-vfs2:2.10.0 commons-net:commons-net:3.13.0 \
    org.slf4j:slf4j-simple:2.0.17; do
    echo "$artifact" | sed 's|\(.*\):\(.*\):\(.*\)|<dependency><groupId>\1</groupId><artifactId>\2</artifactId><version>\3</version></dependency>|'
  done
  echo '</dependencies></project>'
} >"$work/pom.xml"
mvn -B -q -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
  { cat "$work/log"; echo "not measured: can't get the frameworks"; exit 2; }
cat >"$work/Measure.java" <<'JAVA'
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.util.concurrent.Callable;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.impl.StandardFileSystemManager;
import org.apache.commons.vfs2.provider.ftp.FtpFileSystemConfigBuilder;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.ftp.inbound.FtpInboundFileSynchronizer;
import org.springframework.integration.ftp.session.DefaultFtpSessionFactory;
import org.springframework.integration.ftp.session.FtpRemoteFileTemplate;

@EnableIntegration
public class Measure { // arguments: the server's address, "active" or "passive", a local directory
  static int exceptions;

  static Object of(Callable<Object> action) {
    try {
      return action.call();
    } catch (Exception e) {
      exceptions++;
      return e.getClass().getSimpleName();
    }
  }

  public static void main(String[] args) throws Exception {
    String host = args[0];
    boolean passive = args[1].equals("passive"); // active is the default, and isn't set
    File local = new File(args[2]);

    FTPClient client = new FTPClient();
    client.connect(host);
    client.login("anonymous", "x@");
    if (passive)
      client.enterLocalPassiveMode();
    System.out.printf("listFiles %s, %d; ", client.listFiles("pub").length, client.getReplyCode());
    System.out.printf("retrieve %s, %d%n", client.retrieveFile("pub/f", new ByteArrayOutputStream()), client.getReplyCode());
    client.disconnect();

    FileSystemOptions options = new FileSystemOptions();
    if (passive)
      FtpFileSystemConfigBuilder.getInstance().setPassiveMode(options, true);
    StandardFileSystemManager vfs = new StandardFileSystemManager();
    vfs.init();
    String url = "ftp://anonymous:x%40@" + host;
    System.out.printf("VFS exists %s, ", of(() -> vfs.resolveFile(url + "/pub/f", options).exists()));
    System.out.printf("children %s; ", of(() -> vfs.resolveFile(url + "/", options).getChildren().length));

    DefaultFtpSessionFactory factory = new DefaultFtpSessionFactory();
    factory.setHost(host);
    factory.setUsername("anonymous");
    factory.setPassword("x@");
    if (passive)
      factory.setClientMode(FTPClient.PASSIVE_LOCAL_DATA_CONNECTION_MODE);
    System.out.printf("Spring list %s, ", of(() -> new FtpRemoteFileTemplate(factory).list("pub").length));
    AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext(Measure.class);
    System.out.printf("sync %s; ", of(() -> {
      FtpInboundFileSynchronizer synchronizer = new FtpInboundFileSynchronizer(factory);
      synchronizer.setRemoteDirectory("pub");
      synchronizer.setBeanFactory(spring);
      synchronizer.afterPropertiesSet();
      synchronizer.synchronizeToLocalDirectory(local);
      return local.list().length;
    }));

    DefaultCamelContext camel = new DefaultCamelContext();
    camel.start();
    String uri = "ftp://anonymous@" + host + "/pub?password=RAW(x@)&noop=true&initialDelay=0&delay=1000"
      + (passive ? "&passiveMode=true" : "");
    System.out.printf("Camel %s%n", of(() -> {
      ConsumerTemplate template = camel.createConsumerTemplate();
      Exchange exchange = template.receive(uri, passive ? 40_000 : 8_000); // it polls every second
      return exchange == null ? "nothing" : exchange.getIn().getHeader(Exchange.FILE_NAME);
    }));
    System.out.printf("exceptions %d", exceptions);
    System.exit(0);
  }
}
JAVA
javac -cp "$work/lib/*" -d "$work" "$work/Measure.java" >"$work/log" 2>&1 || { cat "$work/log"; exit 2; }
mkdir -p "$work/files/pub" "$work/empty"
chmod 755 "$work" "$work/files" "$work/files/pub" "$work/empty"
echo hello >"$work/files/pub/f"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_address=198.51.100.2
background=NO
anonymous_enable=YES
anon_root=$work/files
ftp_username=daemon
nopriv_user=daemon
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
connect_from_port_20=NO
CONF
cat >"$work/proftpd.conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
ServerType standalone
DefaultAddress 198.51.100.3
SocketBindTight on
UseIPv6 off
UseFtpUsers off
UseReverseDNS off
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
cat >"$work/measure.py" <<'PY'
import glob, os, shutil, socket, subprocess, sys
work = sys.argv[1]
root = work + "/root"
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0])
log = open(work + "/log", "w")
# client 10.0.1.121 - router 10.0.1.1, 198.51.100.1 - server 198.51.100.2 and .3; here is the router
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in client server; do
  ip netns add $end; ip -n $end link set lo up
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set eth0 up
done
ip addr add 10.0.1.1/24 dev client; ip -n client addr add 10.0.1.121/24 dev eth0
ip addr add 198.51.100.1/24 dev server; ip -n server addr add 198.51.100.2/24 dev eth0
ip -n server addr add 198.51.100.3/24 dev eth0
ip -n client route add default via 10.0.1.1; ip -n server route add default via 198.51.100.1
echo 1 >/proc/sys/net/ipv4/ip_forward
"""], check=True)
networks = {
    "NAT": 'chain out { type nat hook postrouting priority srcnat; oifname "server" masquerade; }',
    "firewall": 'chain in { type filter hook forward priority 0; iifname "server" ct state new reject with tcp reset; }'}
def nft(rules):
    subprocess.run([root + "/usr/sbin/nft", "-f", "-"], input=rules, text=True, check=True, env=libraries)
def inside(namespace, *command):
    return ["ip", "netns", "exec", namespace, *command]
servers = {
    "vsftpd": ("198.51.100.2", [root + "/usr/sbin/vsftpd", work + "/vsftpd.conf"]),
    "proftpd": ("198.51.100.3", [root + "/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"])}
ready = """
import socket, sys, time
for _ in range(100):
    try:
        socket.create_connection((sys.argv[1], 21)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
"""
for name, (address, command) in servers.items():
    subprocess.Popen(inside("server", *command), env=libraries, stdout=log, stderr=log)
    subprocess.run(inside("server", sys.executable, "-c", ready, address), check=True, timeout=40)
    for network, mode in (("NAT", "active"), ("firewall", "active"), ("NAT", "passive")):
        nft("flush ruleset\ntable ip t {\n%s\n}\n" % networks[network])
        local = work + "/local"
        shutil.rmtree(local, ignore_errors=True)
        os.mkdir(local)
        ended = subprocess.run(
            inside("client", "java", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                   "-cp", work + ":" + work + "/lib/*", "Measure", address, mode, local),
            capture_output=True, text=True, timeout=100)
        log.write(ended.stderr)
        label = "%-8s %-9s %-8s " % (name, network, mode)
        for line in ended.stdout.splitlines()[:-1]:
            print(label + line)
            label = " " * len(label)
        logged = sum(" WARN " in line or " ERROR " in line for line in ended.stderr.splitlines())
        print("%s%s, in the log %d" % (label, ended.stdout.splitlines()[-1], logged), flush=True)
PY
timeout -k 5 500 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd   NAT       active   listFiles 0, 500; retrieve false, 500
                            VFS exists false, children 0; Spring list 0, sync 0; Camel nothing
                            exceptions 0, in the log 0
vsftpd   firewall  active   listFiles 0, 425; retrieve false, 425
                            VFS exists false, children 0; Spring list 0, sync 0; Camel nothing
                            exceptions 0, in the log 0
vsftpd   NAT       passive  listFiles 1, 226; retrieve true, 226
                            VFS exists true, children 1; Spring list 1, sync 1; Camel f
                            exceptions 0, in the log 0
proftpd  NAT       active   listFiles 0, 425; retrieve false, 425
                            VFS exists false, children 0; Spring list 0, sync 0; Camel nothing
                            exceptions 0, in the log 0
proftpd  firewall  active   listFiles 0, 425; retrieve false, 425
                            VFS exists false, children 0; Spring list 0, sync 0; Camel nothing
                            exceptions 0, in the log 0
proftpd  NAT       passive  listFiles 1, 226; retrieve true, 226
                            VFS exists true, children 1; Spring list 1, sync 1; Camel f
                            exceptions 0, in the log 0
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
