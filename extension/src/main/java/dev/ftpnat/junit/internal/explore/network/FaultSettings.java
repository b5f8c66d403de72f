package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.FtpNat;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import java.io.IOException;
import java.util.List;

/** What toxics can be on the links. */
final class FaultSettings {

  private FaultSettings() {}

  static List<Setting> all() {
    return List.of(
        new Setting(
            "fault.control",
            List.of(
                Choice.direct("NONE"),
                toxic("control", "LATENCY", 3, "delays replies by 50 ms", DOWN, latency(50)),
                toxic("control", "SLICED", 2, "cuts replies into single bytes", DOWN, slicer()),
                toxic("control", "CUT", 2, "is cut after 200 bytes of replies", DOWN, limit(200)),
                toxic("control", "RESET", 1, "is reset after 100 ms", DOWN, reset(100)),
                toxic("control", "HOLE", 1, "loses what the client says", UP, hole()))),
        new Setting(
            "fault.data",
            List.of(
                Choice.direct("NONE"),
                toxic(
                    "data",
                    "LATENCY",
                    3,
                    "delays what the server sends by 50 ms",
                    DOWN,
                    latency(50)),
                toxic("data", "SLICED", 1, "cuts what the server sends up", DOWN, slicer()),
                toxic("data", "CUT_DOWN", 4, "is cut after 3 bytes of a download", DOWN, limit(3)),
                toxic("data", "CUT_UP", 4, "is cut after 3 bytes of an upload", UP, limit(3)),
                toxic("data", "RESET", 2, "is reset at once", DOWN, reset(0)),
                toxic("data", "HOLE_DOWN", 1, "loses what the server sends", DOWN, hole()),
                toxic("data", "HOLE_UP", 1, "loses what the client sends", UP, hole()),
                toxic("data", "SLOW_CLOSE", 1, "delays the end by 100 ms", DOWN, slowClose()),
                toxic("data", "SLOW", 1, "lets 1 KB/s pass", DOWN, bandwidth()),
                Choice.of("OFF", "the link of data connections is off", 1)
                    .happening(
                        Place.BEFORE,
                        "nat.toxiproxy().getProxy(\"data\").disable();",
                        nat -> nat.toxiproxy().getProxy("data").disable()))));
  }

  private static final ToxicDirection DOWN = ToxicDirection.DOWNSTREAM;
  private static final ToxicDirection UP = ToxicDirection.UPSTREAM;

  /** Adds a toxic. */
  private interface Adding {
    void to(ToxicList toxics, ToxicDirection direction) throws IOException;
  }

  /** One, and the code of its call with {@code %s} for the direction. */
  private record Toxic(String code, Adding adding) {}

  private static Toxic latency(long millis) {
    return new Toxic(
        "latency(\"far\", %s, " + millis + ")",
        (toxics, direction) -> toxics.latency("far", direction, millis));
  }

  private static Toxic slicer() {
    return new Toxic(
        "slicer(\"slices\", %s, 1, 0)",
        (toxics, direction) -> toxics.slicer("slices", direction, 1, 0));
  }

  private static Toxic limit(long bytes) {
    return new Toxic(
        "limitData(\"cut\", %s, " + bytes + ")",
        (toxics, direction) -> toxics.limitData("cut", direction, bytes));
  }

  private static Toxic reset(long millis) {
    return new Toxic(
        "resetPeer(\"reset\", %s, " + millis + ")",
        (toxics, direction) -> toxics.resetPeer("reset", direction, millis));
  }

  private static Toxic hole() {
    return new Toxic(
        "timeout(\"hole\", %s, 0)", (toxics, direction) -> toxics.timeout("hole", direction, 0));
  }

  private static Toxic slowClose() {
    return new Toxic(
        "slowClose(\"slow\", %s, 100)",
        (toxics, direction) -> toxics.slowClose("slow", direction, 100));
  }

  private static Toxic bandwidth() {
    return new Toxic(
        "bandwidth(\"slow\", %s, 1)",
        (toxics, direction) -> toxics.bandwidth("slow", direction, 1));
  }

  private static Choice toxic(
      String link, String name, int weight, String clause, ToxicDirection direction, Toxic toxic) {
    return Choice.of(name, "the link of %s connections %s".formatted(link, clause), weight)
        .happening(
            Place.BEFORE,
            "nat.toxiproxy().getProxy(\"%s\").toxics().%s;"
                .formatted(link, toxic.code().formatted("ToxicDirection." + direction.name())),
            nat -> toxic.adding().to(proxy(nat, link).toxics(), direction));
  }

  private static Proxy proxy(FtpNat nat, String link) throws IOException {
    return nat.toxiproxy().getProxy(link);
  }
}
