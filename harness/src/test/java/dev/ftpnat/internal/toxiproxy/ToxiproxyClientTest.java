package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import eu.rekawek.toxiproxy.model.toxic.ResetPeer;
import eu.rekawek.toxiproxy.model.toxic.Slicer;
import eu.rekawek.toxiproxy.model.toxic.SlowClose;
import eu.rekawek.toxiproxy.model.toxic.Timeout;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The published client, all that it can say, against the embedded server. */
class ToxiproxyClientTest {

  private ToxiproxyServer server;
  private ToxiproxyClient client;

  @BeforeEach
  void start() throws IOException {
    server = ToxiproxyServer.start(Upstreams.loopback(), 1);
    client = new ToxiproxyClient(server.host(), server.port());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Proxy create(String name) throws IOException {
    return client.createProxy(name, "127.0.0.1:0", "localhost:6379");
  }

  @Test
  void aProxyIsCreatedWithAPortOfItsOwn() throws IOException {
    Proxy proxy = create("cache");
    assertThat(proxy.getName()).isEqualTo("cache");
    assertThat(proxy.getListen()).matches("127\\.0\\.0\\.1:[1-9][0-9]*");
    assertThat(proxy.getUpstream()).isEqualTo("localhost:6379");
    assertThat(proxy.isEnabled()).isTrue();
    assertThat(proxy.toxics().getAll()).isEmpty();
  }

  @Test
  void aProxyIsFoundByItsName() throws IOException {
    Proxy proxy = create("cache");
    assertThat(client.getProxy("cache").getListen()).isEqualTo(proxy.getListen());
    assertThat(client.getProxyOrNull("other")).isNull();
    assertThatThrownBy(() -> client.getProxy("other"))
        .isInstanceOf(IOException.class)
        .hasMessage("[404] proxy not found");
  }

  @Test
  void proxiesAreListedByName() throws IOException {
    create("b");
    create("c");
    create("a");
    assertThat(client.getProxies()).extracting(Proxy::getName).containsExactly("a", "b", "c");
  }

  @Test
  void aNameIsTakenOnlyOnce() throws IOException {
    create("cache");
    assertThatThrownBy(() -> create("cache")).hasMessage("[409] proxy already exists");
  }

  @Test
  void aProxyThatWasDeletedIsGone() throws IOException {
    create("cache").delete();
    assertThat(client.getProxies()).isEmpty();
    create("cache");
  }

  @Test
  void aProxyIsDisabledAndEnabled() throws IOException {
    Proxy proxy = create("cache");
    proxy.disable();
    assertThat(client.getProxy("cache").isEnabled()).isFalse();
    proxy.enable();
    assertThat(client.getProxy("cache").isEnabled()).isTrue();
  }

  @Test
  void aProxyIsMoved() throws IOException {
    Proxy proxy = create("cache");
    String listen = proxy.getListen();
    proxy.setUpstream("localhost:6380");
    assertThat(client.getProxy("cache").getUpstream()).isEqualTo("localhost:6380");
    assertThat(client.getProxy("cache").getListen()).isEqualTo(listen);
    proxy.setListen("127.0.0.1:0");
    assertThat(proxy.getListen()).matches("127\\.0\\.0\\.1:[1-9][0-9]*");
  }

  @Test
  void resetEnablesAllAndRemovesToxics() throws IOException {
    Proxy first = create("first");
    Proxy second = create("second");
    first.disable();
    second.toxics().latency("slow", ToxicDirection.UPSTREAM, 5);
    client.reset();
    assertThat(client.getProxy("first").isEnabled()).isTrue();
    assertThat(client.getProxy("second").toxics().getAll()).isEmpty();
  }

  @Test
  void theVersionIsToldAsItIsSent() throws IOException {
    assertThat(client.version()).isEqualTo("{\"version\": \"2.12.0\"}");
  }

  // Toxics -----------------------------------------------------------------------------------

  @Test
  void toxicsAreListedUpstreamFirstAndThenAsTheyCame() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().latency("c", ToxicDirection.DOWNSTREAM, 1);
    proxy.toxics().slowClose("b", ToxicDirection.UPSTREAM, 1);
    proxy.toxics().timeout("a", ToxicDirection.UPSTREAM, 1);
    assertThat(proxy.toxics().getAll()).extracting(Toxic::getName).containsExactly("b", "a", "c");
  }

  @Test
  void aToxicIsFoundByNameAndType() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 100);
    assertThat(proxy.toxics().get("slow").getStream()).isEqualTo(ToxicDirection.DOWNSTREAM);
    assertThat(proxy.toxics().get("slow", Latency.class).getLatency()).isEqualTo(100);
    assertThatThrownBy(() -> proxy.toxics().get("fast")).hasMessage("[404] toxic not found");
  }

  @Test
  void aToxicIsRemoved() throws IOException {
    Proxy proxy = create("cache");
    Latency latency = proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 100);
    latency.remove();
    assertThat(proxy.toxics().getAll()).isEmpty();
    // The client doesn't read what the server says to a DELETE.
    assertThatThrownBy(latency::remove).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void theNameOfAToxicIsTakenInBothDirections() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 100);
    assertThatThrownBy(() -> proxy.toxics().timeout("slow", ToxicDirection.UPSTREAM, 1))
        .hasMessage("[409] toxic already exists");
  }

  @Test
  void toxicityChanges() throws IOException {
    Proxy proxy = create("cache");
    Toxic toxic = proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 100);
    assertThat(toxic.getToxicity()).isEqualTo(1);
    toxic.setToxicity(0.1f);
    assertThat(proxy.toxics().get("slow").getToxicity()).isEqualTo(0.1f);
  }

  @Test
  void latencyHasJitter() throws IOException {
    Proxy proxy = create("cache");
    Latency latency = proxy.toxics().latency("x", ToxicDirection.UPSTREAM, 100);
    assertThat(latency.getJitter()).isZero();
    latency.setLatency(50).setJitter(20);
    Latency found = proxy.toxics().get("x", Latency.class);
    assertThat(found.getLatency()).isEqualTo(50);
    assertThat(found.getJitter()).isEqualTo(20);
  }

  @Test
  void bandwidthHasARate() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().bandwidth("x", ToxicDirection.UPSTREAM, 100).setRate(200);
    assertThat(proxy.toxics().get("x", Bandwidth.class).getRate()).isEqualTo(200);
  }

  @Test
  void slowCloseHasADelay() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().slowClose("x", ToxicDirection.DOWNSTREAM, 100).setDelay(200);
    assertThat(proxy.toxics().get("x", SlowClose.class).getDelay()).isEqualTo(200);
  }

  @Test
  void timeoutHasATimeout() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().timeout("x", ToxicDirection.DOWNSTREAM, 100).setTimeout(200);
    assertThat(proxy.toxics().get("x", Timeout.class).getTimeout()).isEqualTo(200);
  }

  @Test
  void resetPeerHasATimeout() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().resetPeer("x", ToxicDirection.DOWNSTREAM, 100).setTimeout(200);
    assertThat(proxy.toxics().get("x", ResetPeer.class).getTimeout()).isEqualTo(200);
  }

  @Test
  void slicerHasSizesAndADelay() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().slicer("x", ToxicDirection.UPSTREAM, 100, 5).setSizeVariation(10);
    Slicer slicer = proxy.toxics().get("x", Slicer.class);
    slicer.setAverageSize(200).setDelay(6);
    Slicer found = proxy.toxics().get("x", Slicer.class);
    assertThat(found.getAverageSize()).isEqualTo(200);
    assertThat(found.getSizeVariation()).isEqualTo(10);
    assertThat(found.getDelay()).isEqualTo(6);
  }

  @Test
  void limitDataHasBytes() throws IOException {
    Proxy proxy = create("cache");
    proxy.toxics().limitData("x", ToxicDirection.UPSTREAM, 1000).setBytes(2000);
    assertThat(proxy.toxics().get("x", LimitData.class).getBytes()).isEqualTo(2000);
  }

  // Bounds -----------------------------------------------------------------------------------

  @Test
  void nothingLeavesLoopback() throws IOException {
    assertThatThrownBy(() -> client.createProxy("x", "127.0.0.1:0", "192.0.2.1:80"))
        .hasMessage("[400] upstream 192.0.2.1:80 isn't on loopback, which nothing here leaves");
    assertThatThrownBy(() -> client.createProxy("x", "127.0.0.1:0", "redis:6379"))
        .hasMessage("[400] upstream redis:6379 isn't on loopback, which nothing here leaves");
    assertThatThrownBy(() -> client.createProxy("x", "192.0.2.1:0", "localhost:1"))
        .hasMessage("[400] listen 192.0.2.1:0 isn't on loopback, which nothing here leaves");
    Proxy proxy = create("cache");
    assertThatThrownBy(() -> proxy.setUpstream("[2001:db8::1]:80"))
        .hasMessageContaining("isn't on loopback");
    assertThatThrownBy(() -> proxy.setListen("toxiproxy:1"))
        .hasMessageContaining("isn't on loopback");
    assertThat(client.getProxies()).hasSize(1);
    assertThat(client.getProxy("cache").isEnabled()).isTrue();
  }

  @Test
  void allAddressesAreThoseOfLoopback() throws IOException {
    for (String all : new String[] {"0.0.0.0:0", "[::]:0", ":0", ""}) {
      Proxy proxy = client.createProxy("all", all, "localhost:1");
      assertThat(proxy.getListen()).matches("\\[::]:[1-9][0-9]*");
      proxy.delete();
    }
  }
}
