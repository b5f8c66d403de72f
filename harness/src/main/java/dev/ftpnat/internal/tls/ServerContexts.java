package dev.ftpnat.internal.tls;

import dev.ftpnat.topology.ServerCertificate;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * The TLS contexts of one server: each call makes another, which knows no other's sessions. All
 * that ask for the same show the same certificate, which is issued with the first. Safe for use by
 * several threads.
 */
public final class ServerContexts implements Function<ServerCertificate, SSLContext> {

  private final List<InetAddress> addresses;
  private final List<String> names;
  private final Optional<SecureRandom> source;
  private final Map<ServerCertificate, KeyManager> keys = new EnumMap<>(ServerCertificate.class);

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
  public SSLContext apply(ServerCertificate shown) {
    CertificateAuthority authority = CertificateAuthority.shared();
    return authority.serverContext(key(authority, shown), source);
  }

  private synchronized KeyManager key(CertificateAuthority authority, ServerCertificate shown) {
    return keys.computeIfAbsent(shown, kind -> authority.serverKey(kind, addresses, names));
  }
}
