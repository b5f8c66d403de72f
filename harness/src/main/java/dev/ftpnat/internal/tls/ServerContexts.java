package dev.ftpnat.internal.tls;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * The TLS contexts of one server: each call makes another, which knows no other's sessions. All
 * show the same certificate, which is issued with the first. Safe for use by several threads.
 */
public final class ServerContexts implements Supplier<SSLContext> {

  private final List<InetAddress> addresses;
  private final List<String> names;
  private final Optional<SecureRandom> source;
  private Optional<KeyManager> key = Optional.empty();

  /**
   * Those of a server that can be reached at any of these.
   *
   * @param source where the connections' keys come from; empty for the authority's own
   */
  public ServerContexts(
      Collection<InetAddress> addresses, Collection<String> names, Optional<SecureRandom> source) {
    this.addresses = List.copyOf(addresses);
    this.names = List.copyOf(names);
    this.source = source;
  }

  @Override
  public SSLContext get() {
    CertificateAuthority authority = CertificateAuthority.shared();
    return authority.serverContext(key(authority), source);
  }

  private synchronized KeyManager key(CertificateAuthority authority) {
    if (key.isEmpty()) {
      key = Optional.of(authority.serverKey(addresses, names));
    }
    return key.get();
  }
}
