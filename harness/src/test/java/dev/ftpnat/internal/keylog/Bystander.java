package dev.ftpnat.internal.keylog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Reads what two sides say under TLS, with a key log and nothing of the code that made it. */
final class Bystander {

  private final List<String> lines;
  private final TlsPair.Session session;
  private final String suite;
  private final boolean tls13;
  private final String mac;
  private final int keyLength;
  private final boolean chaCha;

  Bystander(TlsPair.Session session, List<String> lines) {
    this.lines = lines;
    this.session = session;
    suite = session.client().getSession().getCipherSuite();
    tls13 = session.client().getSession().getProtocol().equals("TLSv1.3");
    mac = suite.endsWith("384") ? "HmacSHA384" : "HmacSHA256";
    keyLength = suite.contains("_128_") ? 16 : 32;
    chaCha = suite.contains("CHACHA20");
  }

  /** All application data of one side. */
  String heard(boolean fromClient) throws GeneralSecurityException {
    byte[] key;
    byte[] iv;
    if (tls13) {
      byte[] secret = secret(fromClient ? "CLIENT_TRAFFIC_SECRET_0" : "SERVER_TRAFFIC_SECRET_0");
      key = expand(secret, "key", keyLength);
      iv = expand(secret, "iv", 12);
    } else {
      byte[] block = keyBlock();
      int ivLength = chaCha ? 12 : 4;
      key = Arrays.copyOfRange(block, fromClient ? 0 : keyLength, 2 * keyLength);
      key = Arrays.copyOf(key, keyLength);
      int at = 2 * keyLength + (fromClient ? 0 : ivLength);
      iv = Arrays.copyOfRange(block, at, at + ivLength);
    }
    return records(session.wire(fromClient), key, iv);
  }

  private String records(byte[] wire, byte[] key, byte[] iv) throws GeneralSecurityException {
    StringBuilder heard = new StringBuilder();
    ByteBuffer bytes = ByteBuffer.wrap(wire);
    // The Finished of TLS 1.2 was number 0. In TLS 1.3, number 0 follows the handshake's records.
    long number = tls13 ? 0 : 1;
    while (bytes.hasRemaining()) {
      byte[] header = new byte[5];
      bytes.get(header);
      byte[] content = new byte[ByteBuffer.wrap(header).getShort(3)];
      bytes.get(content);
      if (header[0] != 23) {
        continue;
      }
      try {
        byte[] plain = open(header, content, key, iv, number);
        int last = plain.length - 1;
        while (tls13 && plain[last] == 0) {
          last--;
        }
        if (!tls13) {
          heard.append(new String(plain, StandardCharsets.UTF_8));
        } else if (plain[last] == 23) {
          heard.append(new String(plain, 0, last, StandardCharsets.UTF_8));
        }
        number++;
      } catch (AEADBadTagException e) {
        if (!tls13 || number > 0) {
          throw e;
        }
      }
    }
    return heard.toString();
  }

  private byte[] open(byte[] header, byte[] content, byte[] key, byte[] iv, long number)
      throws GeneralSecurityException {
    boolean explicit = !tls13 && !chaCha;
    int skipped = explicit ? 8 : 0;
    byte[] nonce = Arrays.copyOf(iv, 12);
    if (explicit) {
      System.arraycopy(content, 0, nonce, 4, 8);
    } else {
      byte[] counter = ByteBuffer.allocate(12).putLong(4, number).array();
      for (int i = 0; i < 12; i++) {
        nonce[i] ^= counter[i];
      }
    }
    Cipher cipher = Cipher.getInstance(chaCha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, chaCha ? "ChaCha20" : "AES"),
        chaCha ? new IvParameterSpec(nonce) : new GCMParameterSpec(128, nonce));
    if (tls13) {
      cipher.updateAAD(header);
    } else {
      int plainLength = content.length - skipped - 16;
      cipher.updateAAD(
          ByteBuffer.allocate(13)
              .putLong(number)
              .put(header, 0, 3)
              .putShort((short) plainLength)
              .array());
    }
    return cipher.doFinal(content, skipped, content.length - skipped);
  }

  private byte[] secret(String label) {
    String random = HexFormat.of().formatHex(session.wire(true), 11, 43);
    return lines.stream()
        .filter(line -> line.startsWith(label + " " + random + " "))
        .map(line -> HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1)))
        .findAny()
        .orElseThrow(() -> new AssertionError("no " + label + " of " + random + " in " + lines));
  }

  private byte[] keyBlock() throws GeneralSecurityException {
    byte[] seed =
        ByteBuffer.allocate(13 + 64)
            .put("key expansion".getBytes(StandardCharsets.US_ASCII))
            .put(session.wire(false), 11, 32)
            .put(session.wire(true), 11, 32)
            .array();
    byte[] master = secret("CLIENT_RANDOM");
    ByteBuffer block = ByteBuffer.allocate(4 * 48);
    byte[] a = seed;
    while (block.remaining() >= 48) {
      a = hmac(master, a);
      block.put(hmac(master, join(a, seed)));
    }
    return block.array();
  }

  private byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info = join(new byte[] {0, (byte) length, (byte) name.length}, name);
    return Arrays.copyOf(hmac(secret, join(info, new byte[] {0, 1})), length);
  }

  private byte[] hmac(byte[] key, byte[] bytes) throws GeneralSecurityException {
    Mac function = Mac.getInstance(mac);
    function.init(new SecretKeySpec(key, mac));
    return function.doFinal(bytes);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
