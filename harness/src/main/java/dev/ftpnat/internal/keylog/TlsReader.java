package dev.ftpnat.internal.keylog;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the fields of a message, RFC 8446 section 3. Runs out with an unchecked exception. */
final class TlsReader {

  private final ByteBuffer bytes;

  TlsReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  TlsReader(byte[] bytes, int from, int to) {
    this.bytes = ByteBuffer.wrap(bytes, from, to - from);
  }

  boolean any() {
    return bytes.hasRemaining();
  }

  int number8() {
    return bytes.get() & 0xff;
  }

  int number16() {
    return bytes.getShort() & 0xffff;
  }

  byte[] opaque(int length) {
    if (length > bytes.remaining()) {
      throw new IllegalArgumentException("a field that isn't whole");
    }
    byte[] opaque = new byte[length];
    bytes.get(opaque);
    return opaque;
  }

  /** A vector with a length of one byte. */
  byte[] vector8() {
    return opaque(number8());
  }

  /** A vector with a length of two bytes. */
  byte[] vector16() {
    return opaque(number16());
  }

  /** The extensions at the end of a message, which may be missing. */
  Map<Integer, byte[]> extensions() {
    Map<Integer, byte[]> extensions = new LinkedHashMap<>();
    if (any()) {
      TlsReader list = new TlsReader(vector16());
      while (list.any()) {
        int type = list.number16();
        extensions.put(type, list.vector16());
      }
    }
    return extensions;
  }
}
