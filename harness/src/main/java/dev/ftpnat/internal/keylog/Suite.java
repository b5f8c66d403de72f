package dev.ftpnat.internal.keylog;

import java.util.Optional;

/**
 * A cipher suite of TLS 1.3, RFC 8446 appendix B.4. Of the suites of TLS 1.2 only the hash matters.
 */
enum Suite {
  AES_128_GCM_SHA256(0x1301, Hash.SHA256, 16),
  AES_256_GCM_SHA384(0x1302, Hash.SHA384, 32),
  CHACHA20_POLY1305_SHA256(0x1303, Hash.SHA256, 32);

  private final int number;
  private final Hash hash;
  private final int keyLength;

  Suite(int number, Hash hash, int keyLength) {
    this.number = number;
    this.hash = hash;
    this.keyLength = keyLength;
  }

  static Optional<Suite> of(int number) {
    for (Suite suite : values()) {
      if (suite.number == number) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }

  Hash hash() {
    return hash;
  }

  int keyLength() {
    return keyLength;
  }
}
