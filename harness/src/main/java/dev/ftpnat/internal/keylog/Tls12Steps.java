package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import dev.ftpnat.internal.keylog.ServerHello.KeyShare;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** TLS 1.2 after the hellos. Everything that matters is sent in clear. */
final class Tls12Steps {

  private static final int NEW_SESSION_TICKET = 4;
  private static final int SERVER_KEY_EXCHANGE = 12;
  private static final int SERVER_HELLO_DONE = 14;
  private static final int CLIENT_KEY_EXCHANGE = 16;
  private static final int NAMED_CURVE = 3;
  private static final int MASTER_SECRET_LENGTH = 48;

  private Tls12Steps() {}

  /** Reads up to the end of what the server says first, unless it resumes a session. */
  record ServerFlight(
      Handshake handshake, ClientHello client, ServerHello server, Optional<KeyShare> key)
      implements Step {

    ServerFlight(Handshake handshake, ClientHello client, ServerHello server) {
      this(handshake, client, server, Optional.empty());
    }

    @Override
    public boolean readsClient() {
      return false;
    }

    @Override
    public Optional<Step> take(Item item) throws GeneralSecurityException {
      if (item.message() < 0 || item.message() == NEW_SESSION_TICKET) {
        return resumed(item);
      }
      handshake.transcript().add(item);
      return switch (item.message()) {
        case SERVER_KEY_EXCHANGE ->
            Optional.of(new ServerFlight(handshake, client, server, key(item.body())));
        // Without a key of the server's, the client encrypts one with the certificate.
        case SERVER_HELLO_DONE -> key.map(ofServer -> new ClientKey(this, ofServer));
        default -> Optional.of(this);
      };
    }

    private static Optional<KeyShare> key(TlsReader fields) {
      return fields.number8() == NAMED_CURVE
          ? Optional.of(new KeyShare(fields.number16(), fields.vector8()))
          : Optional.empty();
    }

    /** A server that resumes changes the cipher at once, RFC 5246 section 7.3, RFC 5077. */
    private Optional<Step> resumed(Item item) throws GeneralSecurityException {
      SessionTickets sessions = handshake.log().sessions();
      Optional<byte[]> secret =
          client.ticket().isPresent() ? sessions.secret(client.ticket().get()) : Optional.empty();
      if (secret.isEmpty()) {
        secret = sessions.secret(server.sessionId());
      }
      if (secret.isEmpty()) {
        return Optional.empty();
      }
      return known(secret.get()).take(item);
    }

    Step known(byte[] masterSecret) throws GeneralSecurityException {
      handshake.line("CLIENT_RANDOM", client.random(), masterSecret);
      if (server.sessionId().length > 0) {
        handshake.log().sessions().remember(server.sessionId(), masterSecret);
      }
      return new Ticket(handshake, masterSecret);
    }
  }

  /** Reads up to the client's key, RFC 8422 section 5.7. */
  private record ClientKey(ServerFlight flight, KeyShare ofServer) implements Step {

    @Override
    public boolean readsClient() {
      return true;
    }

    @Override
    public Optional<Step> take(Item item) throws GeneralSecurityException {
      if (item.message() < 0) {
        return Optional.empty();
      }
      flight.handshake.transcript().add(item);
      if (item.message() != CLIENT_KEY_EXCHANGE) {
        return Optional.of(this);
      }
      Optional<byte[]> shared =
          flight
              .handshake
              .log()
              .sharedSecret(ofServer.group(), ofServer.key(), item.body().vector8());
      return shared.isPresent()
          ? Optional.of(flight.known(masterSecret(shared.get())))
          : Optional.empty();
    }

    private byte[] masterSecret(byte[] preMaster) throws GeneralSecurityException {
      Hash hash = hash(flight.server.suite());
      if (flight.server.extendsMasterSecret()) {
        byte[] session = flight.handshake.transcript().hash(hash);
        return hash.prf(preMaster, "extended master secret", session, MASTER_SECRET_LENGTH);
      }
      byte[] randoms =
          ByteBuffer.allocate(64).put(flight.client.random()).put(flight.server.random()).array();
      return hash.prf(preMaster, "master secret", randoms, MASTER_SECRET_LENGTH);
    }
  }

  /** Reads a ticket for later connections, which comes before the server changes the cipher. */
  private record Ticket(Handshake handshake, byte[] masterSecret) implements Step {

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
        fields.opaque(Integer.BYTES);
        byte[] ticket = fields.vector16();
        if (ticket.length > 0) {
          handshake.log().sessions().remember(ticket, masterSecret);
        }
      }
      return item.message() < 0 ? Optional.empty() : Optional.of(this);
    }
  }

  /** The suites whose PRF isn't made of SHA-256: ECDHE's with SHA-384. */
  private static Hash hash(int suite) {
    return switch (suite) {
      case 0xc024, 0xc026, 0xc028, 0xc02a, 0xc02c, 0xc02e, 0xc030, 0xc032 -> Hash.SHA384;
      default -> Hash.SHA256;
    };
  }
}
