package dev.ftpnat.internal.server.session;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.ftpserver.ssl.ClientAuth;
import org.apache.ftpserver.ssl.SslConfiguration;

/** The server's certificate and the TLS versions it speaks. */
public final class TlsSettings implements SslConfiguration {

  private final Supplier<SSLContext> certificate;
  private final String[] protocols;
  private SSLContext context;

  /**
   * The settings of one server.
   *
   * @param certificate is asked once, when the first client wants TLS
   */
  public TlsSettings(Supplier<SSLContext> certificate, List<String> protocols) {
    this.certificate = certificate;
    this.protocols = protocols.toArray(String[]::new);
  }

  /**
   * The server's side of TLS on an open connection, not shaken hands yet. Both it and {@link
   * #engine} do without the peer's host name, because Java would ask a name server for it.
   */
  public SSLSocket over(Socket connection) throws IOException {
    SSLSocket socket = (SSLSocket) getSocketFactory().createSocket(connection, null, true);
    socket.setUseClientMode(false);
    socket.setEnabledProtocols(protocols);
    return socket;
  }

  /** The server's side of TLS for a control connection. */
  public SSLEngine engine() {
    SSLEngine engine = getSSLContext().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(protocols);
    return engine;
  }

  @Override
  public SSLSocketFactory getSocketFactory() {
    return getSSLContext().getSocketFactory();
  }

  @Override
  public synchronized SSLContext getSSLContext() {
    if (context == null) {
      context = certificate.get();
    }
    return context;
  }

  @Override
  public SSLContext getSSLContext(String protocol) {
    return getSSLContext();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return null;
  }

  @Override
  public String getEnabledProtocol() {
    return protocols[0];
  }

  @Override
  public String[] getEnabledProtocols() {
    return protocols.clone();
  }

  @Override
  public ClientAuth getClientAuth() {
    return ClientAuth.NONE;
  }
}
