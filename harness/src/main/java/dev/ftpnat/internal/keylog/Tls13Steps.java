package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import dev.ftpnat.internal.keylog.ServerHello.KeyShare;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** TLS 1.3 after the hellos: the key schedule of RFC 8446 section 7.1. */
final class Tls13Steps {

  private static final int NEW_SESSION_TICKET = 4;
  private static final int FINISHED = 20;

  /** Java's tickets are the first that it sends once the handshake is over. */
  private static final int MOST_ITEMS_UP_TO_TICKETS = 8;

  private Tls13Steps() {}

  /** The common parts of the steps. */
  private record Connection(Handshake handshake, byte[] clientRandom, Suite suite) {

    Hash hash() {
      return suite.hash();
    }

    byte[] transcriptHash() throws GeneralSecurityException {
      return handshake.transcript().hash(hash());
    }

    byte[] derive(byte[] secret, String label) throws GeneralSecurityException {
      return hash().deriveSecret(secret, label, transcriptHash());
    }

    /** The secret that the next secrets are derived from. */
    byte[] next(byte[] secret, byte[] material) throws GeneralSecurityException {
      byte[] salt = hash().deriveSecret(secret, "derived", hash().of(new byte[0]));
      return hash().extract(salt, material);
    }

    byte[] nothing() {
      return new byte[hash().length()];
    }

    void line(String label, byte[] secret) {
      handshake.line(label, clientRandom, secret);
    }
  }

  /** Derives what the hellos allow; empty if the secrets aren't known. */
  static Optional<Step> begin(
      Handshake handshake, ClientHello client, ServerHello server, Suite suite)
      throws GeneralSecurityException {
    Optional<byte[]> shared = sharedSecret(handshake.log(), client, server);
    Connection connection = new Connection(handshake, client.random(), suite);
    Optional<byte[]> resumed = preSharedKey(connection, client, server);
    if (shared.isEmpty() || resumed.isEmpty()) {
      return Optional.empty();
    }
    byte[] early = suite.hash().extract(connection.nothing(), resumed.get());
    byte[] secret = connection.next(early, shared.get());
    byte[] ofClient = connection.derive(secret, "c hs traffic");
    byte[] ofServer = connection.derive(secret, "s hs traffic");
    connection.line("CLIENT_HANDSHAKE_TRAFFIC_SECRET", ofClient);
    connection.line("SERVER_HANDSHAKE_TRAFFIC_SECRET", ofServer);
    handshake.client().protectedBy(new RecordKey(suite, ofClient));
    handshake.server().protectedBy(new RecordKey(suite, ofServer));
    return Optional.of(new ServerFlight(connection, connection.next(secret, connection.nothing())));
  }

  private static Optional<byte[]> sharedSecret(KeyLog log, ClientHello client, ServerHello server)
      throws GeneralSecurityException {
    Optional<KeyShare> share = server.keyShare();
    if (share.isEmpty() || !client.keyShares().containsKey(share.get().group())) {
      return Optional.empty();
    }
    int group = share.get().group();
    return log.sharedSecret(group, share.get().key(), client.keyShares().get(group));
  }

  /** Zeros if no session is resumed; empty if it isn't known. */
  private static Optional<byte[]> preSharedKey(
      Connection connection, ClientHello client, ServerHello server)
      throws GeneralSecurityException {
    if (server.resumed().isEmpty()) {
      return Optional.of(connection.nothing());
    }
    byte[] ticket = client.tickets().get(server.resumed().get());
    return connection.handshake().log().sessions().secret(ticket);
  }

  /** Reads up to the server's Finished, after which it sends with other keys. */
  private record ServerFlight(Connection connection, byte[] master) implements Step {

    @Override
    public boolean readsClient() {
      return false;
    }

    @Override
    public Optional<Step> take(Item item) throws GeneralSecurityException {
      if (item.message() < 0) {
        return Optional.empty();
      }
      Handshake handshake = connection.handshake();
      handshake.transcript().add(item);
      if (item.message() != FINISHED) {
        return Optional.of(this);
      }
      byte[] ofServer = connection.derive(master, "s ap traffic");
      connection.line("CLIENT_TRAFFIC_SECRET_0", connection.derive(master, "c ap traffic"));
      connection.line("SERVER_TRAFFIC_SECRET_0", ofServer);
      connection.line("EXPORTER_SECRET", connection.derive(master, "exp master"));
      handshake.server().protectedBy(new RecordKey(connection.suite(), ofServer));
      return Optional.of(new ClientFlight(connection, master));
    }
  }

  /** Reads up to the client's Finished, which tickets depend on. */
  private record ClientFlight(Connection connection, byte[] master) implements Step {

    @Override
    public boolean readsClient() {
      return true;
    }

    @Override
    public Optional<Step> take(Item item) throws GeneralSecurityException {
      if (item.message() < 0) {
        return Optional.empty();
      }
      connection.handshake().transcript().add(item);
      return Optional.of(
          item.message() == FINISHED
              ? new Tickets(connection, connection.derive(master, "res master"), 0)
              : this);
    }
  }

  /** Reads tickets for later connections, RFC 8446 section 4.6.1. */
  private record Tickets(Connection connection, byte[] resumption, int seen) implements Step {

    @Override
    public boolean readsClient() {
      return false;
    }

    @Override
    public boolean needsClient() {
      return false;
    }

    @Override
    public Optional<Step> take(Item item) throws GeneralSecurityException {
      if (item.message() == NEW_SESSION_TICKET) {
        TlsReader fields = item.body();
        fields.opaque(2 * Integer.BYTES);
        byte[] nonce = fields.vector8();
        Hash hash = connection.hash();
        byte[] secret = hash.expandLabel(resumption, "resumption", nonce, hash.length());
        connection.handshake().log().sessions().remember(fields.vector16(), secret);
      }
      return seen + 1 < MOST_ITEMS_UP_TO_TICKETS
          ? Optional.of(new Tickets(connection, resumption, seen + 1))
          : Optional.empty();
    }
  }
}
