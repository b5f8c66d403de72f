package dev.ftpnat.internal.server.session;

import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.SessionReuse;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.apache.ftpserver.ssl.ClientAuth;
import org.apache.ftpserver.ssl.SslConfiguration;

/** The server's certificate, the TLS versions it speaks, and which sessions belong together. */
public final class TlsSettings implements SslConfiguration {

  private final Function<ServerCertificate, SSLContext> contexts;
  private final ServerCertificate certificate;
  private final ServerCertificate dataCertificate;
  private final String[] protocols;
  private final DataTls data;
  private SSLContext shared;

  /**
   * The settings of one server.
   *
   * @param contexts makes contexts with one of the server's certificates, each of which knows no
   *     other's sessions; is asked when the first client wants TLS, and then as the server's {@link
   *     Server#dataTls()} takes it
   */
  public TlsSettings(Function<ServerCertificate, SSLContext> contexts, Server description) {
    this.contexts = contexts;
    this.certificate = description.certificate();
    this.dataCertificate = description.dataCertificate();
    this.protocols = description.tlsProtocols().toArray(String[]::new);
    this.data = description.dataTls();
  }

  /** What is to be done on data connections. */
  public DataTls data() {
    return data;
  }

  /** A context for a control connection and its data connections. */
  SSLContext contextOfSession() {
    return isEachOnItsOwn() ? contexts.apply(certificate) : getSSLContext();
  }

  /** Whether data connections show another certificate than control connections. */
  boolean showsTwoCertificates() {
    return dataCertificate != certificate;
  }

  /** A context for data connections that knows no session. */
  SSLContext freshContext() {
    return contexts.apply(dataCertificate);
  }

  /**
   * Whether no session of one control connection can be resumed by another's data connections. Java
   * keeps tickets apart, and what is to be done about them, by context only.
   */
  private boolean isEachOnItsOwn() {
    return data.reuse() == SessionReuse.REQUIRED_SAME_CONTROL
        || data.resumptions().isPresent()
        || data.tickets() == Tickets.NOT_ON_UPLOADS
        || data.tickets() == Tickets.NONE;
  }

  @Override
  public SSLSocketFactory getSocketFactory() {
    return getSSLContext().getSocketFactory();
  }

  @Override
  public synchronized SSLContext getSSLContext() {
    if (shared == null) {
      shared = contexts.apply(certificate);
    }
    return shared;
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
