package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sockets that have an address under a name, of which the {@link ProxySelector} learns the name
 * alone. The addresses are loopback's, where a connection that gets out is seen and does no harm.
 */
class MadeUpNamesTest {

  private static void connect(String name, int port) throws IOException {
    InetAddress address = InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1});
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"made-up.invalid", "made_up.invalid", "made_up"})
  void aNameThatNobodyKnowsDoesntLeadOut(String name) throws IOException {
    try (ServerSocket outside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThatThrownBy(() -> connect(name, outside.getLocalPort()))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageStartingWith(name + ": no name service knows it")
          .hasMessageContaining("nat.socketFactory()");
      InetAddress server = InetAddress.getByAddress(name, addressOf(nat));
      try (Socket socket = new Socket()) {
        assertThatThrownBy(() -> socket.connect(new InetSocketAddress(server, nat.port()), 2000))
            .isInstanceOf(UnknownHostException.class);
      }
      try (Socket socket = nat.socketFactory().createSocket()) {
        socket.connect(new InetSocketAddress(server, nat.port()), 2000);
        assertThat(socket.isConnected()).isTrue();
      }
      outside.setSoTimeout(1);
      assertThatThrownBy(outside::accept).isInstanceOf(IOException.class);
    }
  }

  private static byte[] addressOf(FtpNat nat) throws IOException {
    return InetAddress.getByName(nat.host()).getAddress();
  }

  @Test
  void aNameThatTheNameServiceKnowsIsLetThrough() throws IOException {
    try (ServerSocket outside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThat(nat.port()).isPositive();
      assertThatCode(() -> connect("localhost", outside.getLocalPort())).doesNotThrowAnyException();
    }
  }

  @Test
  void whereNoEnvironmentRunsNothingIsAsked() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThat(nat.port()).isPositive(); // FtpNat's selector may stay installed.
    }
    try (ServerSocket outside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatCode(() -> connect("made-up.invalid", outside.getLocalPort()))
          .doesNotThrowAnyException();
    }
  }

  /** A proxy of one's own may know names that nobody else does. */
  @Test
  void aProxyThatWasSetBeforeKeepsItsNames() throws IOException {
    ProxySelector before = ProxySelector.getDefault();
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProxySelector.setDefault(
          new Always(new Proxy(Proxy.Type.SOCKS, proxy.getLocalSocketAddress())));
      try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
        assertThat(ProxySelector.getDefault().select(URI.create("socket://made-up.invalid:80")))
            .extracting(Proxy::type)
            .containsExactly(Proxy.Type.SOCKS);
        assertThat(nat.port()).isPositive();
      }
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  private static final class Always extends ProxySelector {
    private final Proxy proxy;

    Always(Proxy proxy) {
      this.proxy = proxy;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(proxy, Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // Nobody is there.
    }
  }
}
