package dev.ftpnat.internal.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClearStreamTest {

  /** What Java's TLS begins with. */
  private static byte[] hello;

  private final AtomicInteger told = new AtomicInteger();

  @BeforeAll
  static void begin() throws Exception {
    hello = hello("TLSv1.2", "TLSv1.3");
  }

  private static byte[] hello(String... protocols) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(protocols);
    ByteBuffer sent = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), sent);
    return Arrays.copyOf(sent.array(), sent.position());
  }

  private static boolean isHandshake(byte[]... pieces) {
    ClearStream stream = new ClearStream(false, () -> {});
    for (byte[] piece : pieces) {
      stream.add(piece, 0, piece.length);
    }
    return stream.isHandshake();
  }

  private static byte[] changed(Consumer<byte[]> change) {
    byte[] bytes = hello.clone();
    change.accept(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatAClientBeginsTlsWithIsAHandshake(String protocol) throws Exception {
    assertThat(isHandshake(hello(protocol))).isTrue();
  }

  @Test
  void aHandshakeMayComeInPiecesOfAnySize() {
    byte[][] pieces = new byte[hello.length][];
    for (int i = 0; i < hello.length; i++) {
      pieces[i] = new byte[] {hello[i]};
    }

    assertThat(isHandshake(pieces)).isTrue();
    assertThat(isHandshake(Arrays.copyOf(pieces, pieces.length - 1))).isFalse();
  }

  @Test
  void aClientThatGivesUpMaySayIt() {
    assertThat(isHandshake(hello, new byte[] {21, 3, 3, 0, 2, 2, 10})).isTrue();
  }

  @Test
  void whatGoesOnIsAFileOfAHandshake() {
    assertThat(isHandshake(hello, new byte[17])).isFalse();
    assertThat(isHandshake(hello, new byte[100_000])).isFalse();
  }

  /** The head of the record, of the message, and its version. */
  @ParameterizedTest
  @CsvSource({"0, 23", "1, 2", "2, 9", "3, 127", "4, 3", "5, 2", "6, 1", "8, 0", "9, 2"})
  void anotherByteInTheHeadsMakesItAFile(int at, byte octet) {
    assertThat(isHandshake(changed(bytes -> bytes[at] = octet))).isFalse();
  }

  /** Behind the random are the lengths of what is in it. */
  @Test
  void lengthsThatDontAgreeMakeItAFile() {
    int session = hello[43];
    int suites = 44 + session;
    int compressions = suites + 2 + ((hello[suites] & 0xff) << 8 | (hello[suites + 1] & 0xff));
    int extensions = compressions + 1 + hello[compressions];

    assertThat(isHandshake(changed(bytes -> bytes[43] = 33))).isFalse();
    assertThat(isHandshake(changed(bytes -> bytes[suites + 1]++))).isFalse();
    assertThat(isHandshake(changed(bytes -> bytes[suites] = (byte) 0xff))).isFalse();
    assertThat(isHandshake(changed(bytes -> bytes[compressions] = 0))).isFalse();
    assertThat(isHandshake(changed(bytes -> bytes[extensions + 1]++))).isFalse();
    assertThat(isHandshake(changed(bytes -> bytes[extensions + 1]--))).isFalse();
  }

  @Test
  void helloOfOldClientsHasNoExtensions() {
    assertThat(isHandshake(old(0, 2, 1))).isTrue();
    assertThat(isHandshake(old(33, 2, 1))).isFalse();
    assertThat(isHandshake(old(0, 0, 1))).isFalse();
    assertThat(isHandshake(old(0, 3, 1))).isFalse();
    assertThat(isHandshake(old(0, 2, 0))).isFalse();
  }

  private static byte[] old(int session, int suites, int compressions) {
    int length = 2 + 32 + 1 + session + 2 + suites + 1 + compressions;
    ByteBuffer message = ByteBuffer.allocate(9 + length);
    message.put((byte) 22).put((byte) 3).put((byte) 1).putShort((short) (4 + length));
    message.putInt(1 << 24 | length).put((byte) 3).put((byte) 1).put(new byte[32]);
    message.put((byte) session).put(new byte[session]);
    message.putShort((short) suites).put(new byte[suites]);
    message.put((byte) compressions).put(new byte[compressions]);
    return message.array();
  }

  @Test
  void anEmptyStreamAndAShortFileAreNone() {
    assertThat(isHandshake()).isFalse();
    assertThat(isHandshake(new byte[] {22})).isFalse();
    assertThat(isHandshake(new byte[] {22, 3, 1, 0, 0})).isFalse();
  }

  // Its end -----------------------------------------------------------------------------------

  /** The end of a connection over which that comes in the end. */
  private static final class Unread extends Socket {
    private final InputStream in;
    private boolean finished;

    Unread(InputStream in) {
      this.in = in;
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public synchronized void setSoTimeout(int timeout) {
      // Nothing here waits.
    }

    @Override
    public void shutdownOutput() {
      finished = true;
    }

    @Override
    public boolean isOutputShutdown() {
      return finished;
    }
  }

  private ClearStream stream(boolean patient) {
    return new ClearStream(patient, told::incrementAndGet);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatTheClientSendsDuringADownloadIsReadInTheEnd(boolean patient) throws Exception {
    try (Unread connection = new Unread(new ByteArrayInputStream(hello))) {
      ClearStream stream = stream(patient);
      stream.ends(connection);
      stream.ends(connection);

      assertThat(told).hasValue(1);
      assertThat(connection.finished).isEqualTo(patient);
    }
  }

  @Test
  void aClientThatSendsNothingIsWaitedForIfItHasTls() throws Exception {
    try (Unread connection = new Unread(InputStream.nullInputStream())) {
      connection.shutdownOutput();
      stream(true).ends(connection);
      stream(false).ends(connection);

      assertThat(told).hasValue(0);
    }
  }

  @Test
  void aConnectionThatIsGoneTellsNothing() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    Unread connection = new Unread(broken);
    stream(true).ends(connection);
    connection.close();
    stream(true).ends(connection);

    assertThat(told).hasValue(0);
  }

  @Test
  void whatHasBeenReadIsToldAtTheEndOfAnUpload() throws Exception {
    try (Unread connection = new Unread(InputStream.nullInputStream())) {
      ClearStream upload = stream(false);
      upload.add(hello, 0, hello.length);
      assertThat(told).hasValue(0);
      upload.ends(connection);
      ClearStream file = stream(false);
      file.add(new byte[] {22, 9}, 0, 2);
      file.add(hello, 0, hello.length);
      file.ends(connection);

      assertThat(told).hasValue(1);
    }
  }
}
