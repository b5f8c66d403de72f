package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the client offers, RFC 8446 section 4.1.2.
 *
 * @param keyShares its public keys, by the number of their group
 * @param tickets the tickets that it would resume a session of TLS 1.3 with
 * @param ticket the same of TLS 1.2, RFC 5077
 */
record ClientHello(
    byte[] random,
    byte[] sessionId,
    Map<Integer, byte[]> keyShares,
    List<byte[]> tickets,
    Optional<byte[]> ticket) {

  static final int TYPE = 1;

  static ClientHello parse(Item item) {
    TlsReader fields = item.body();
    fields.number16();
    byte[] random = fields.opaque(32);
    byte[] sessionId = fields.vector8();
    fields.vector16();
    fields.vector8();
    Map<Integer, byte[]> extensions = fields.extensions();
    return new ClientHello(
        random,
        sessionId,
        keyShares(Optional.ofNullable(extensions.get(ServerHello.KEY_SHARE))),
        tickets(Optional.ofNullable(extensions.get(ServerHello.PRE_SHARED_KEY))),
        Optional.ofNullable(extensions.get(ServerHello.SESSION_TICKET)).filter(t -> t.length > 0));
  }

  private static Map<Integer, byte[]> keyShares(Optional<byte[]> extension) {
    Map<Integer, byte[]> shares = new HashMap<>();
    if (extension.isPresent()) {
      TlsReader list = new TlsReader(new TlsReader(extension.get()).vector16());
      while (list.any()) {
        int group = list.number16();
        shares.put(group, list.vector16());
      }
    }
    return shares;
  }

  private static List<byte[]> tickets(Optional<byte[]> extension) {
    List<byte[]> tickets = new ArrayList<>();
    if (extension.isPresent()) {
      TlsReader list = new TlsReader(new TlsReader(extension.get()).vector16());
      while (list.any()) {
        tickets.add(list.vector16());
        list.opaque(Integer.BYTES);
      }
    }
    return tickets;
  }
}
