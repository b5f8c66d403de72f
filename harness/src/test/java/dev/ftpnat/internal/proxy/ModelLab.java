package dev.ftpnat.internal.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.proxy.FtpProxy.Side;
import dev.ftpnat.internal.proxy.ProxyExchange.Step;
import dev.ftpnat.net.Endpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Plays exchanges with {@link SuseProxy}, without sockets. */
final class ModelLab implements ProxyHost {

  static final Endpoint CLIENT = Endpoint.of("127.0.0.1", 40_000);
  static final Endpoint CLIENT_DATA = Endpoint.of("127.0.0.1", 40_001);
  static final Endpoint SERVER_DATA = Endpoint.of("127.0.0.3", 40_002);

  private final Map<Side, List<StringBuilder>> control = new EnumMap<>(Side.class);
  private final Map<Side, Boolean> controlOpen = new EnumMap<>(Side.class);
  private final Map<Side, List<StringBuilder>> dataSeen = new EnumMap<>(Side.class);
  private final Map<Side, Optional<Data>> data = new EnumMap<>(Side.class);
  private final Set<Data> finishing = new HashSet<>();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final FtpProxy proxy;
  private boolean lostSight;

  /** A data connection as the proxy has it, or the port where it is awaited. */
  private static final class Data {
    private boolean connected;
    private boolean ended;

    /** What it has read hasn't gone on yet, so it reads no further, and sees no end. */
    private boolean blocked;

    private final StringBuilder arrived = new StringBuilder();
    private final StringBuilder leaving = new StringBuilder();
  }

  ModelLab() {
    for (Side side : Side.values()) {
      control.put(side, new ArrayList<>());
      dataSeen.put(side, new ArrayList<>());
      data.put(side, Optional.empty());
    }
    controlOpen.put(Side.CLIENT, true);
    controlOpen.put(Side.SERVER, false);
    control.get(Side.CLIENT).add(new StringBuilder());
    proxy =
        new SuseProxy(
            new ProxyAddresses(
                CLIENT,
                Endpoint.of("127.0.0.2", 0).address(),
                Endpoint.of("127.0.0.1", 0).address()),
            this);
    proxy.begin();
  }

  /** Whether it has begun a data connection without having ended the one before. */
  boolean hasLostSight() {
    return lostSight;
  }

  /** What there is to see. */
  Observation seen() {
    return new Observation(
            texts(control.get(Side.CLIENT)),
            texts(control.get(Side.SERVER)),
            texts(dataSeen.get(Side.CLIENT)),
            texts(dataSeen.get(Side.SERVER)))
        .normalised();
  }

  private static List<String> texts(List<StringBuilder> builders) {
    return builders.stream().map(StringBuilder::toString).toList();
  }

  void play(Step step) {
    Side side = step.side();
    switch (step.act()) {
      case SAYS -> {
        if (controlOpen.get(side)) {
          proxy.received(side, filled(step.text()).getBytes(ISO_8859_1));
        }
      }
      case CLOSES -> {
        if (controlOpen.put(side, false)) {
          control.get(side).get(control.get(side).size() - 1).append(Observation.END);
          proxy.controlEnded(side);
        }
      }
      case CONNECTS ->
          data.get(side)
              .filter(each -> !each.connected)
              .ifPresent(
                  each -> {
                    each.connected = true;
                    dataSeen.get(side).add(new StringBuilder());
                  });
      case SENDS ->
          data.get(side)
              .filter(each -> each.connected)
              .ifPresent(each -> each.arrived.append(step.text()));
      case ENDS ->
          data.get(side)
              .filter(each -> each.connected && !each.ended)
              .ifPresent(
                  each -> {
                    each.ended = true;
                    see(side, Observation.END);
                  });
    }
    settle();
  }

  private static String filled(String text) {
    return text.replace("{server}", "127,0,0,3,156,66").replace("{client}", "127,0,0,1,156,65");
  }

  private void see(Side side, String what) {
    List<StringBuilder> seen = dataSeen.get(side);
    seen.get(seen.size() - 1).append(what);
  }

  private void settle() {
    while (true) {
      while (carries()) {
        // Until all has gone as far as it can.
      }
      for (Side side : Side.values()) {
        data.get(side)
            .filter(each -> finishing.contains(each) && each.leaving.length() == 0)
            .ifPresent(
                each -> {
                  finishing.remove(each);
                  later.add(
                      () -> {
                        if (data.get(side).filter(each::equals).isPresent()) {
                          close(side);
                          proxy.dataEnded(side, false);
                        }
                      });
                });
      }
      updateBlocked();
      for (Side side : Side.values()) {
        data.get(side)
            .filter(each -> each.ended && !each.blocked)
            .ifPresent(
                each -> {
                  data.put(side, Optional.empty());
                  later.add(() -> proxy.dataEnded(side, false));
                });
      }
      if (later.isEmpty()) {
        return;
      }
      later.remove().run();
    }
  }

  /** It reads while there are both connections, and not before what it has read last has gone. */
  private boolean carries() {
    boolean carried = false;
    for (Side side : Side.values()) {
      Optional<Data> from = data.get(side);
      Optional<Data> to = data.get(side.opposite());
      if (from.isPresent()
          && to.isPresent()
          && from.get().arrived.length() > 0
          && to.get().leaving.length() == 0) {
        to.get().leaving.append(from.get().arrived);
        from.get().arrived.setLength(0);
        carried = true;
      }
      if (from.isPresent()
          && from.get().connected
          && !from.get().ended
          && from.get().leaving.length() > 0) {
        see(side, from.get().leaving.toString());
        from.get().leaving.setLength(0);
        carried = true;
      }
    }
    return carried;
  }

  /** That is looked at only while there are both. */
  private void updateBlocked() {
    for (Side side : Side.values()) {
      Optional<Data> to = data.get(side.opposite());
      if (data.get(side).isPresent() && to.isPresent()) {
        data.get(side).get().blocked =
            to.get().leaving.length() > 0 || data.get(side).get().arrived.length() > 0;
      }
    }
  }

  private void close(Side side) {
    if (data.get(side).orElseThrow().connected && !data.get(side).orElseThrow().ended) {
      see(side, Observation.END);
    }
    data.put(side, Optional.empty());
  }

  // What the proxy does -----------------------------------------------------------------------

  @Override
  public void say(Side to, byte[] segment) {
    if (controlOpen.get(to)) {
      List<StringBuilder> texts = control.get(to);
      texts.get(texts.size() - 1).append(new String(segment, ISO_8859_1));
    }
  }

  @Override
  public boolean openControl() {
    controlOpen.put(Side.SERVER, true);
    control.get(Side.SERVER).add(new StringBuilder());
    return true;
  }

  @Override
  public void closeControl(Side side) {
    if (controlOpen.put(side, false)) {
      List<StringBuilder> texts = control.get(side);
      texts.get(texts.size() - 1).append(Observation.END);
    }
  }

  @Override
  public OptionalInt listen(Side side) {
    lostSight |= data.get(side).isPresent();
    data.put(side, Optional.of(new Data()));
    return OptionalInt.of(50_000);
  }

  @Override
  public boolean connect(Side side, Endpoint target) {
    if (!target.equals(side == Side.CLIENT ? CLIENT_DATA : SERVER_DATA)) {
      return false;
    }
    lostSight |= data.get(side).isPresent();
    Data opened = new Data();
    opened.connected = true;
    data.put(side, Optional.of(opened));
    dataSeen.get(side).add(new StringBuilder());
    return true;
  }

  @Override
  public void finishData(Side side) {
    data.get(side).ifPresent(finishing::add);
  }

  @Override
  public void dropData(Side side) {
    data.get(side).ifPresent(each -> close(side));
  }
}
