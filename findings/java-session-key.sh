#!/bin/sh
# Package:  OpenJDK 17.0.15 (the Java that is installed)
# Measured: 2026-11-28
#
# SSLSocketFactory.createSocket(socket, host, port, autoClose) is told a host and a port. The client's session
# cache goes by that host, but by the port that the socket itself is connected to; the port that was told
# plays no part. So an FTPS client that layers TLS on its data connection and says the control connection's
# host and port, to resume that session as many servers demand, gets a full handshake; one whose socket says
# the control port in getPort() resumes.
#
# Expected: the API documentation calls both arguments those of the server, and SSLEngine's
# createSSLEngine(host, port) takes both as the hint for resuming.
#
# Seen, of a second handshake with one server that listens on two ports, by what the server says:
#   same port                         resumed: True
#   other port, told the first        resumed: False
#   other port, getPort() is the first resumed: True
#
# Needs: JDK 17, openssl, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() {
  timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout "$work/key" -out "$work/cert" 2>"$work/log"
cat >"$work/Measure.java" <<'JAVA'
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class Measure {
  static SSLContext context;

  public static void main(String[] args) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = new FileInputStream(args[0])) {
      trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    context = SSLContext.getInstance("TLSv1.2");
    context.init(null, trust.getTrustManagers(), null);
    shake(new Socket("127.0.0.1", 2101));
    System.out.println("same port                          " + shake(new Socket("127.0.0.1", 2101)));
    System.out.println("other port, told the first         " + shake(new Socket("127.0.0.1", 2102)));
    System.out.println("other port, getPort() is the first " + shake(new SaysPort(new Socket("127.0.0.1", 2102), 2101)));
  }

  /** Always tells the factory port 2101; the server answers whether it resumed. */
  static String shake(Socket plain) throws IOException {
    try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 2101, true)) {
      tls.startHandshake();
      return "resumed: " + new String(tls.getInputStream().readAllBytes());
    }
  }

  static class SaysPort extends Socket {
    final Socket socket;
    final int port;

    SaysPort(Socket socket, int port) {
      this.socket = socket;
      this.port = port;
    }

    @Override public int getPort() { return port; }
    @Override public boolean isConnected() { return socket.isConnected(); }
    @Override public InetAddress getInetAddress() { return socket.getInetAddress(); }
    @Override public InetAddress getLocalAddress() { return socket.getLocalAddress(); }
    @Override public int getLocalPort() { return socket.getLocalPort(); }
    @Override public SocketAddress getRemoteSocketAddress() { return socket.getRemoteSocketAddress(); }
    @Override public InputStream getInputStream() throws IOException { return socket.getInputStream(); }
    @Override public OutputStream getOutputStream() throws IOException { return socket.getOutputStream(); }
    @Override public void setTcpNoDelay(boolean on) throws java.net.SocketException { socket.setTcpNoDelay(on); }
    @Override public void setSoTimeout(int millis) throws java.net.SocketException { socket.setSoTimeout(millis); }
    @Override public int getSoTimeout() throws java.net.SocketException { return socket.getSoTimeout(); }
    @Override public void shutdownOutput() throws IOException { socket.shutdownOutput(); }
    @Override public void close() throws IOException { socket.close(); }
  }
}
JAVA
javac -d "$work" "$work/Measure.java"
cat >"$work/measure.py" <<'PY'
import socket, ssl, subprocess, sys, threading
work = sys.argv[1]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(work + "/cert", work + "/key")
def serve(listener):
    while True:
        with context.wrap_socket(listener.accept()[0], server_side=True) as tls:
            tls.sendall(str(tls.session_reused).encode())
            tls.unwrap()
for port in (2101, 2102):
    threading.Thread(target=serve, args=(socket.create_server(("127.0.0.1", port)),), daemon=True).start()
subprocess.run(["java", "-cp", work, "Measure", work + "/cert"], timeout=50)
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" 2>"$work/log" || cat "$work/log"
cat >"$work/expected" <<'SEEN'
same port                          resumed: True
other port, told the first         resumed: False
other port, getPort() is the first resumed: True
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
