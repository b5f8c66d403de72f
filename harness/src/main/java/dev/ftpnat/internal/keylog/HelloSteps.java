package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** The hellos, by which the version is agreed on. */
final class HelloSteps {

  private HelloSteps() {}

  /** Awaits the client's hello, the first or another. */
  record AwaitClient(Handshake handshake) implements Step {

    @Override
    public boolean readsClient() {
      return true;
    }

    @Override
    public Optional<Step> take(Item item) {
      if (item.message() < 0) {
        // Between two hellos: what is for middleboxes, or early data in vain.
        return Optional.of(this);
      }
      if (item.message() != ClientHello.TYPE) {
        return Optional.empty();
      }
      handshake.transcript().add(item);
      return Optional.of(new AwaitServer(handshake, ClientHello.parse(item)));
    }
  }

  /** Awaits the server's hello. */
  record AwaitServer(Handshake handshake, ClientHello client) implements Step {

    @Override
    public boolean readsClient() {
      return false;
    }

    @Override
    public Optional<Step> take(Item item) throws GeneralSecurityException {
      if (item.message() < 0) {
        return Optional.of(this);
      }
      if (item.message() != ServerHello.TYPE) {
        return Optional.empty();
      }
      ServerHello server = ServerHello.parse(item);
      return switch (server.version()) {
        case ServerHello.TLS12 -> {
          handshake.transcript().add(item);
          yield Optional.of(new Tls12Steps.ServerFlight(handshake, client, server));
        }
        case ServerHello.TLS13 -> tls13(server, item);
        default -> Optional.empty();
      };
    }

    private Optional<Step> tls13(ServerHello server, Item item) throws GeneralSecurityException {
      Optional<Suite> suite = Suite.of(server.suite());
      if (suite.isEmpty()) {
        return Optional.empty();
      }
      if (server.asksForAnother()) {
        handshake.transcript().shorten(suite.get().hash());
        handshake.transcript().add(item);
        return Optional.of(new AwaitClient(handshake));
      }
      handshake.transcript().add(item);
      return Tls13Steps.begin(handshake, client, server, suite.get());
    }
  }
}
