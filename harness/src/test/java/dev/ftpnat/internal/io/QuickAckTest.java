package dev.ftpnat.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has been read is acknowledged, by the socket that is underneath all others. */
class QuickAckTest {

  /** Notes which options it is given, and may have none. */
  private static final class Noting extends DelegatingSocket {
    private final List<String> set = new ArrayList<>();
    private boolean refuses;

    Noting(Socket real) {
      super(real);
    }

    @Override
    public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
      if (refuses) {
        throw new UnsupportedOperationException(name.name());
      }
      set.add(name.name() + "=" + value);
      return super.setOption(name, value);
    }
  }

  private static final class On extends DelegatingSocket {
    On(Socket real) {
      super(real);
    }
  }

  private Socket client;
  private Noting real;
  private Socket upper;

  @BeforeEach
  void connect() throws IOException {
    Sockets.Pair pair = Sockets.Pair.open();
    client = pair.first();
    real = new Noting(pair.second());
    upper = QuickAck.socket(new On(new On(real)));
    upper.setSoTimeout(10_000);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    real.close();
  }

  private static void needsTheOption() {
    if (QuickAck.option().isEmpty()) {
      System.out.println("QuickAckTest skipped in part: this system has no TCP_QUICKACK");
    }
    assumeTrue(QuickAck.option().isPresent(), "this system has no TCP_QUICKACK");
  }

  @Test
  void theOptionIsHereWhereTheJdkSaysSo() throws Exception {
    Set<SocketOption<?>> ofSockets = client.supportedOptions();
    assertThat(QuickAck.option().isPresent())
        .isEqualTo(ofSockets.stream().anyMatch(option -> option.name().equals("TCP_QUICKACK")));
    try (SocketChannel channel = SocketChannel.open()) {
      QuickAck.option()
          .ifPresent(option -> assertThat(channel.supportedOptions()).contains(option));
    }
  }

  @Test
  void eachReadIsFollowedByTheOptionOnTheRealSocket() throws Exception {
    needsTheOption();
    for (int i = 1; i <= 3; i++) {
      client.getOutputStream().write(new byte[] {1, 2});
      assertThat(upper.getInputStream().readNBytes(new byte[2], 0, 1)).isEqualTo(1);
      assertThat(upper.getInputStream().read(new byte[9])).isEqualTo(1);
      assertThat(real.set).hasSize(i).containsOnly("TCP_QUICKACK=true");
    }
    client.getOutputStream().write(3);
    assertThat(upper.getInputStream().read()).isEqualTo(3);
    assertThat(real.set).hasSize(4);
  }

  /** There is more to be read, most likely, and then TCP acknowledges by itself. */
  @Test
  void aReadThatFillsItsBufferIsNot() throws Exception {
    client.getOutputStream().write(new byte[64]);
    assertThat(upper.getInputStream().read(new byte[64])).isEqualTo(64);
    assertThat(real.set).isEmpty();
  }

  @Test
  void neitherIsTheEnd() throws Exception {
    client.shutdownOutput();
    assertThat(upper.getInputStream().read()).isNegative();
    assertThat(upper.getInputStream().read(new byte[9])).isNegative();
    assertThat(real.set).isEmpty();
  }

  @Test
  void whatHasBeenReadCountsWhereTheOptionIsRefused() throws Exception {
    real.refuses = true;
    client.getOutputStream().write(7);
    assertThat(upper.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void aChannelThatWasClosedMeanwhileDoesNoHarm() throws Exception {
    SocketChannel channel = SocketChannel.open();
    channel.close();
    assertThatCode(() -> QuickAck.afterRead(channel)).doesNotThrowAnyException();
  }

  @Test
  void aClosedSocketIsAClosedSocket() throws Exception {
    upper.close();
    assertThat(real.isClosed()).isTrue();
    assertThatCode(() -> QuickAck.input(upper).read()).isInstanceOf(SocketException.class);
  }
}
