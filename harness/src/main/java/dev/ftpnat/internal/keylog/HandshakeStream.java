package dev.ftpnat.internal.keylog;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one side sends, cut into handshake messages and what else is between them. It is opened with
 * a key as soon as that is known.
 */
final class HandshakeStream {

  /** The length of a record's header. */
  static final int HEADER = 5;

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;

  /** More than any handshake of ours has, even if the other side has to be waited for. */
  private static final int MOST_BYTES = 256 * 1024;

  /** Early data that a server doesn't take can't be opened and doesn't matter. */
  private static final int MOST_UNOPENED = 64;

  private static final int LONGEST_RECORD = 16384 + 2048;

  /**
   * A handshake message with its header, or the content of a record of another type.
   *
   * @param content the type of the record
   */
  record Item(int content, byte[] bytes) {

    /** The type of a handshake message; -1 of anything else. */
    int message() {
      return content == HANDSHAKE ? bytes[0] & 0xff : -1;
    }

    TlsReader body() {
      return new TlsReader(bytes, 4, bytes.length);
    }
  }

  private final ByteArrayOutputStream handshake = new ByteArrayOutputStream();
  private Optional<RecordKey> key = Optional.empty();
  private byte[] received = new byte[0];
  private int unopened;

  /** Bytes that the side has sent. */
  void add(byte[] bytes, int offset, int length) {
    if (received.length + length > MOST_BYTES) {
      throw new IllegalStateException("too much to keep");
    }
    int before = received.length;
    received = Arrays.copyOf(received, before + length);
    System.arraycopy(bytes, offset, received, before, length);
  }

  /** From here on, records are protected. */
  void protectedBy(RecordKey newKey) {
    key = Optional.of(newKey);
  }

  /** The next item, if all of it has come. */
  Optional<Item> next() throws GeneralSecurityException {
    while (true) {
      Optional<Item> message = message();
      if (message.isPresent()) {
        return message;
      }
      Optional<byte[]> record = record();
      if (record.isEmpty()) {
        return Optional.empty();
      }
      Optional<Item> content = content(record.get());
      if (content.isPresent() && content.get().content == HANDSHAKE) {
        handshake.writeBytes(content.get().bytes);
      } else if (content.isPresent()) {
        return content;
      }
    }
  }

  private Optional<Item> message() {
    byte[] bytes = handshake.toByteArray();
    if (bytes.length < 4) {
      return Optional.empty();
    }
    int length = 4 + ((bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff));
    if (length > MOST_BYTES) {
      throw new IllegalStateException("too long a message");
    }
    if (bytes.length < length) {
      return Optional.empty();
    }
    handshake.reset();
    handshake.write(bytes, length, bytes.length - length);
    return Optional.of(new Item(HANDSHAKE, Arrays.copyOf(bytes, length)));
  }

  private Optional<byte[]> record() {
    if (received.length < HEADER) {
      return Optional.empty();
    }
    int length = (received[3] & 0xff) << 8 | (received[4] & 0xff);
    if (received[1] != 3 || length > LONGEST_RECORD) {
      throw new IllegalStateException("not a TLS record");
    }
    if (received.length < HEADER + length) {
      return Optional.empty();
    }
    byte[] record = Arrays.copyOf(received, HEADER + length);
    received = Arrays.copyOfRange(received, HEADER + length, received.length);
    return Optional.of(record);
  }

  private Optional<Item> content(byte[] record) throws GeneralSecurityException {
    int type = record[0] & 0xff;
    if (type == ALERT) {
      throw new IllegalStateException("the handshake failed");
    }
    if (key.isEmpty()) {
      return Optional.of(new Item(type, Arrays.copyOfRange(record, HEADER, record.length)));
    }
    if (type == CHANGE_CIPHER_SPEC) {
      // For middleboxes only, RFC 8446 appendix D.4.
      return Optional.empty();
    }
    Optional<byte[]> inner = key.get().open(record);
    if (inner.isEmpty() && ++unopened > MOST_UNOPENED) {
      throw new IllegalStateException("can't be opened");
    }
    return inner.map(HandshakeStream::withoutPadding);
  }

  private static Item withoutPadding(byte[] inner) {
    int last = inner.length - 1;
    while (last > 0 && inner[last] == 0) {
      last--;
    }
    return new Item(inner[last] & 0xff, Arrays.copyOf(inner, last));
  }
}
