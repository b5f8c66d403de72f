package dev.ftpnat.internal.server.session;

import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.SessionReuse;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.apache.ftpserver.ssl.ClientAuth;
import org.apache.ftpserver.ssl.SslConfiguration;

/** The server's certificate, the TLS versions it speaks, and which sessions belong together. */
public final class TlsSettings implements SslConfiguration {

  private final Supplier<SSLContext> contexts;
  private final String[] protocols;
  private final DataTls data;
  private SSLContext shared;

  /**
   * The settings of one server.
   *
   * @param contexts makes contexts with the server's certificate, each of which knows no other's
   *     sessions; is asked when the first client wants TLS, and then as {@code data} takes it
   * @param data what is to be done on data connections
   */
  public TlsSettings(Supplier<SSLContext> contexts, List<String> protocols, DataTls data) {
    this.contexts = contexts;
    this.protocols = protocols.toArray(String[]::new);
    this.data = data;
  }

  /** What is to be done on data connections. */
  public DataTls data() {
    return data;
  }

  /** A context for a control connection and its data connections. */
  SSLContext contextOfSession() {
    return isEachOnItsOwn() ? contexts.get() : getSSLContext();
  }

  /** A context that knows no session. */
  SSLContext freshContext() {
    return contexts.get();
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
      shared = contexts.get();
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
