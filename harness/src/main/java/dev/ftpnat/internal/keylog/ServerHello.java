package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What the server chose, RFC 8446 section 4.1.3.
 *
 * @param version the version that was agreed on
 * @param suite the number of the cipher suite
 */
record ServerHello(
    int version, byte[] random, byte[] sessionId, int suite, Map<Integer, byte[]> extensions) {

  static final int TYPE = 2;
  static final int EXTENDED_MASTER_SECRET = 23;
  static final int SESSION_TICKET = 35;
  static final int PRE_SHARED_KEY = 41;
  static final int KEY_SHARE = 51;
  static final int TLS12 = 0x0303;
  static final int TLS13 = 0x0304;
  private static final int SUPPORTED_VERSIONS = 43;

  /** The random number by which a server asks for another hello. */
  private static final byte[] RETRY =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  /** A public key, and the number of its group. */
  record KeyShare(int group, byte[] key) {}

  static ServerHello parse(Item item) {
    TlsReader fields = item.body();
    int legacyVersion = fields.number16();
    byte[] random = fields.opaque(32);
    byte[] sessionId = fields.vector8();
    int suite = fields.number16();
    fields.number8();
    Map<Integer, byte[]> extensions = fields.extensions();
    int version =
        Optional.ofNullable(extensions.get(SUPPORTED_VERSIONS))
            .map(chosen -> new TlsReader(chosen).number16())
            .orElse(legacyVersion);
    return new ServerHello(version, random, sessionId, suite, extensions);
  }

  boolean asksForAnother() {
    return Arrays.equals(random, RETRY);
  }

  Optional<KeyShare> keyShare() {
    return extension(KEY_SHARE)
        .map(TlsReader::new)
        .map(fields -> new KeyShare(fields.number16(), fields.vector16()));
  }

  /** Which of the client's tickets it resumes. */
  Optional<Integer> resumed() {
    return extension(PRE_SHARED_KEY).map(index -> new TlsReader(index).number16());
  }

  boolean extendsMasterSecret() {
    return extensions.containsKey(EXTENDED_MASTER_SECRET);
  }

  private Optional<byte[]> extension(int type) {
    return Optional.ofNullable(extensions.get(type));
  }
}
