package dev.ftpnat.internal.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.tls.CertificateAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * An FTPS client on JSSE that resumes the session of whichever client it is told. Whether it did is
 * known by whether it was shown a certificate: in an abbreviated handshake it isn't.
 */
final class SessionClient implements AutoCloseable {

  private static final int LIMIT_MILLIS = 20_000;

  /**
   * What a client knows of a data connection.
   *
   * @param resumed whether it resumed a session
   * @param ofOwnControl whether that began with its own control connection
   * @param served whether the server carried out the transfer
   */
  record Known(boolean resumed, boolean ofOwnControl, boolean served) {}

  private final int port;
  private final String protocol;
  private final Certificates certificates = new Certificates();
  private final SSLContext context;
  private final SSLSocket control;
  private final BufferedReader replies;

  /** Whose handshake the session came of that this client's context has now. */
  private boolean sessionIsOfControl = true;

  SessionClient(int port, String protocol) throws IOException {
    this.port = port;
    this.protocol = protocol;
    context = context(certificates);
    Socket plain = connected(port);
    BufferedReader clear =
        new BufferedReader(new InputStreamReader(plain.getInputStream(), ISO_8859_1));
    clear.readLine();
    plain.getOutputStream().write("AUTH TLS\r\n".getBytes(ISO_8859_1));
    clear.readLine();
    control = secured(context, plain);
    replies = new BufferedReader(new InputStreamReader(control.getInputStream(), ISO_8859_1));
    for (String line : new String[] {"USER ftpnat", "PASS secret", "PBSZ 0", "PROT P", "TYPE I"}) {
      say(line);
    }
  }

  private static SSLContext context(Certificates certificates) {
    try {
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(null, new TrustManager[] {certificates}, null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** JSSE knows sessions by host and port, and asks the socket for the port. */
  private Socket connected(int to) throws IOException {
    Socket socket =
        new Socket() {
          @Override
          public int getPort() {
            return port;
          }
        };
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to), LIMIT_MILLIS);
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  private SSLSocket secured(SSLContext with, Socket socket) throws IOException {
    SSLSocket secure =
        (SSLSocket) with.getSocketFactory().createSocket(socket, "localhost", port, true);
    secure.setEnabledProtocols(new String[] {protocol});
    secure.startHandshake();
    return secure;
  }

  private String say(String line) throws IOException {
    control.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
    return replies.readLine();
  }

  /**
   * A transfer over a data connection.
   *
   * @param whose the client whose newest session is offered
   * @param fresh whether none is
   */
  Known transfer(String verb, SessionClient whose, boolean fresh) throws IOException {
    int at = Integer.parseInt(say("EPSV").split("\\|")[3]);
    Socket plain = connected(at);
    say(verb + (verb.equals("RETR") ? " small.bin" : " up.bin"));
    Certificates shown = fresh ? new Certificates() : whose.certificates;
    long before = shown.count;
    SSLSocket data = secured(fresh ? context(shown) : whose.context, plain);
    boolean resumed = shown.count == before;
    boolean ofOwnControl = resumed && whose == this && sessionIsOfControl;
    if (!fresh && !resumed) {
      whose.sessionIsOfControl = false;
    }
    try {
      if (verb.equals("STOR")) {
        data.getOutputStream().write(new byte[10]);
        data.shutdownOutput();
      }
      data.getInputStream().readAllBytes();
    } catch (IOException e) {
      // A refused upload is reset while it is written, or afterwards.
    } finally {
      data.close();
    }
    return new Known(resumed, ofOwnControl, replies.readLine().startsWith("226"));
  }

  @Override
  public void close() throws IOException {
    control.close();
  }

  /** Trusts whom the authority has signed for, and counts how often it was asked. */
  private static final class Certificates extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager real = real();
    private long count;

    private static X509ExtendedTrustManager real() {
      try {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", CertificateAuthority.shared().certificate());
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
      } catch (GeneralSecurityException | IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws java.security.cert.CertificateException {
      count++;
      real.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws java.security.cert.CertificateException {
      count++;
      real.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws java.security.cert.CertificateException {
      count++;
      real.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return real.getAcceptedIssuers();
    }
  }
}
