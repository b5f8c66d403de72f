package dev.ftpnat.internal.server.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client sends over a data connection in clear, as far as it may be a TLS handshake: a
 * ClientHello, whole, and no more after it than an alert. A file that begins like one is none, nor
 * is one that goes on as if it had been answered. One thread uses it.
 */
final class ClearStream {

  private static final Logger LOGGER = LoggerFactory.getLogger(ClearStream.class);

  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int RECORD_HEAD = 5;
  private static final int MESSAGE_HEAD = 4;
  private static final int LONGEST_RECORD = 16 * 1024;
  private static final int RANDOM = 32;

  /** What a client may say when it gives up: an alert in clear, after a change of the cipher. */
  private static final int FAREWELL = 16;

  /** How long a client may take to begin its handshake when all has been sent to it. */
  private static final int PATIENCE_MILLIS = 1000;

  private final boolean patient;
  private final Runnable onHandshake;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private boolean other;
  private boolean told;

  /**
   * A stream of which nothing has been read.
   *
   * @param patient whether the client is likely to begin with TLS, so that it is worth to wait for
   * @param onHandshake is told once if it does
   */
  ClearStream(boolean patient, Runnable onHandshake) {
    this.patient = patient;
    this.onHandshake = onHandshake;
  }

  /** The client has sent something. */
  void add(byte[] bytes, int offset, int length) {
    if (other) {
      return;
    }
    sent.write(bytes, offset, Math.min(length, RECORD_HEAD + LONGEST_RECORD + FAREWELL + 1));
    byte[] all = sent.toByteArray();
    if (!mayBegin(all) || all.length > helloEnd(all) + FAREWELL) {
      other = true;
      sent.reset();
    }
  }

  /**
   * The transfer is over, for the server. What the client has sent in a download is still to be
   * read; a server that is done early would miss it.
   */
  void ends(Socket connection) {
    if (told) {
      return;
    }
    if (!other && sent.size() == 0 && !connection.isClosed()) {
      readUnread(connection);
    }
    told = true;
    if (isHandshake()) {
      onHandshake.run();
    }
  }

  private void readUnread(Socket connection) {
    try {
      InputStream in = connection.getInputStream();
      if (patient && !connection.isOutputShutdown()) {
        connection.shutdownOutput();
      }
      connection.setSoTimeout(PATIENCE_MILLIS);
      byte[] buffer = new byte[RECORD_HEAD + LONGEST_RECORD];
      while (!other && !isHandshake() && (patient || in.available() > 0)) {
        int count = in.read(buffer);
        if (count < 0) {
          return;
        }
        add(buffer, 0, count);
      }
    } catch (IOException e) {
      LOGGER.debug("Nothing more comes from a client that has got all", e);
    }
  }

  /** Whether that is what a handshake begins with, as far as it has come. */
  private static boolean mayBegin(byte[] all) {
    return is(all, 0, HANDSHAKE, HANDSHAKE)
        && is(all, 1, 3, 3)
        && is(all, 2, 0, 4)
        && (all.length < RECORD_HEAD || recordLength(all) <= LONGEST_RECORD)
        && is(all, RECORD_HEAD, CLIENT_HELLO, CLIENT_HELLO);
  }

  private static boolean is(byte[] all, int at, int least, int most) {
    return all.length <= at || ((all[at] & 0xff) >= least && (all[at] & 0xff) <= most);
  }

  private static int recordLength(byte[] all) {
    return (all[3] & 0xff) << 8 | (all[4] & 0xff);
  }

  private static int helloEnd(byte[] all) {
    return RECORD_HEAD + (all.length < RECORD_HEAD ? LONGEST_RECORD : recordLength(all));
  }

  /** Whether a whole ClientHello has come, of which all lengths agree. */
  boolean isHandshake() {
    byte[] all = sent.toByteArray();
    if (other || all.length < RECORD_HEAD || all.length < helloEnd(all)) {
      return false;
    }
    try {
      return isHello(ByteBuffer.wrap(Arrays.copyOfRange(all, RECORD_HEAD, helloEnd(all))));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return false;
    }
  }

  /** RFC 8446 section 4.1.2; of older versions RFC 5246 section 7.4.1.2, without extensions. */
  private static boolean isHello(ByteBuffer message) {
    int head = message.getInt();
    boolean whole =
        head >>> 24 == CLIENT_HELLO && (head & 0xffffff) == message.limit() - MESSAGE_HEAD;
    boolean version = message.get() == 3;
    skip(message, 1 + RANDOM);
    int session = message.get() & 0xff;
    skip(message, session);
    int suites = message.getShort() & 0xffff;
    skip(message, suites);
    int compressions = message.get() & 0xff;
    skip(message, compressions);
    if (message.hasRemaining()) {
      skip(message, message.getShort() & 0xffff);
    }
    return whole
        && version
        && session <= 32
        && suites > 0
        && suites % 2 == 0
        && compressions > 0
        && !message.hasRemaining();
  }

  private static void skip(ByteBuffer message, int bytes) {
    message.position(message.position() + bytes);
  }
}
