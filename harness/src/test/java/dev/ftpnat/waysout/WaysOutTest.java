package dev.ftpnat.waysout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.Patience;
import dev.ftpnat.Scenario;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Comes to every cause that a diagnosis can have, takes every way out that it names, in that very
 * network, and sees the transfer work.
 */
class WaysOutTest {

  /** They wait more than they work. */
  private static final int SIDE_BY_SIDE = Patience.threads(12);

  private static final long MOST_SECONDS = Patience.of(Duration.ofSeconds(120)).toSeconds();

  private static final ExecutorService POOL = Executors.newFixedThreadPool(SIDE_BY_SIDE);

  @AfterAll
  static void end() {
    POOL.shutdownNow();
  }

  // Every cause -------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void everyCauseIsComeTo(Cause cause) {
    boolean provoked =
        Stream.of(Tls.NONE, Tls.EXPLICIT)
            .flatMap(tls -> Provocations.all(tls).stream())
            .anyMatch(provocation -> provocation.cause() == cause);
    if (!provoked && !Provocations.EXCUSES.containsKey(cause)) {
      fail(
          "Nothing comes to %s, so nobody knows whether its ways out are any. Add a situation to %s."
              .formatted(cause, Provocations.class.getSimpleName()));
    }
    assertThat(provoked && Provocations.EXCUSES.containsKey(cause))
        .as("%s has an excuse and needs none", cause)
        .isFalse();
  }

  @TestFactory
  List<DynamicTest> everyWayOutOfACauseWorks() {
    Set<WayOut.Kind> taken = Collections.synchronizedSet(EnumSet.noneOf(WayOut.Kind.class));
    Trial trial = new Trial(Network.SIMULATED);
    Map<String, Callable<?>> trials = new LinkedHashMap<>();
    for (Tls tls : List.of(Tls.NONE, Tls.EXPLICIT)) {
      for (Provocation provocation : Provocations.all(tls)) {
        trials.put(
            provocation.toString(),
            () -> taken.addAll(trial.leadsOut(provocation.situation(), provocation.cause())));
      }
    }
    List<DynamicTest> tests = sideBySide(trials);
    tests.add(
        dynamicTest(
            "no kind of way out is left",
            () ->
                assertThat(EnumSet.complementOf(EnumSet.copyOf(taken)))
                    .as("kinds of ways out that no situation of Provocations leads to")
                    .isEmpty()));
    return tests;
  }

  // Every cell of the contract ----------------------------------------------------------------

  @TestFactory
  List<DynamicTest> everyWayOutOfTheContractsFailuresWorks() {
    Trial trial = new Trial(Network.SIMULATED);
    Map<String, Callable<?>> trials = new LinkedHashMap<>();
    for (Scenario scenario : Scenario.values()) {
      for (Tls tls : List.of(Tls.NONE, Tls.EXPLICIT)) {
        for (Mode mode : Mode.values()) {
          Situation situation = Situation.of(scenario.topology(), Behaviour.of(mode).tls(tls));
          trials.put(
              "%s, %s, %s".formatted(scenario, mode, tls == Tls.NONE ? "plain" : "TLS"),
              () -> trial.worksOrLeadsOut(situation));
        }
      }
    }
    return sideBySide(trials);
  }

  // On the kernel's network -------------------------------------------------------------------

  /** One for each of those that are about a gateway or TLS and take no time to come to. */
  private static final Set<Cause> OF_GATEWAYS =
      EnumSet.of(
          Cause.PRIVATE_ADDRESS_FOLLOWED,
          Cause.PRIVATE_ADDRESS_FOLLOWED_BEHIND_BLIND_ALG,
          Cause.PRIVATE_ADDRESS_IGNORED,
          Cause.PASSIVE_PORTS_EXHAUSTED,
          Cause.PORT_TRANSLATED,
          Cause.PRIVATE_ADDRESS_IN_PORT,
          Cause.FOREIGN_TARGET_REFUSED,
          Cause.FOREIGN_DATA_REFUSED,
          Cause.PASSIVE_PORT_BLOCKED,
          Cause.ACTIVE_PORT_BLOCKED,
          Cause.OUTGOING_PORT_BLOCKED,
          Cause.ACCEPTED_BY_GATEWAY,
          Cause.DATA_AT_OTHER_SERVER,
          Cause.NOT_HAIRPINNED,
          Cause.CERTIFICATE_NOT_TRUSTED,
          Cause.BAD_CERTIFICATE_REFUSED,
          Cause.TLS_SESSION_NOT_REUSED,
          Cause.CLOSE_NOTIFY_MISSING);

  @TestFactory
  @NeedsKernel
  List<DynamicTest> onTheKernelsNetworkTheyWorkAsWell() {
    Trial trial = new Trial(Network.KERNEL);
    Map<String, Callable<?>> trials = new LinkedHashMap<>();
    for (Cause cause : OF_GATEWAYS) {
      Stream.of(Tls.NONE, Tls.EXPLICIT)
          .flatMap(tls -> Provocations.all(tls).stream())
          .filter(provocation -> provocation.cause() == cause)
          .findFirst()
          .ifPresent(
              provocation ->
                  trials.put(
                      provocation.toString(),
                      () -> trial.leadsOut(provocation.situation(), cause)));
    }
    return sideBySide(trials);
  }

  /** All of them begin at once; each is waited for in its own test. */
  private static List<DynamicTest> sideBySide(Map<String, Callable<?>> trials) {
    List<DynamicTest> tests = new ArrayList<>();
    trials.forEach(
        (name, trial) -> {
          Future<?> running = POOL.submit(trial);
          tests.add(dynamicTest(name, () -> await(running)));
        });
    return tests;
  }

  private static void await(Future<?> running) throws Exception {
    try {
      running.get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failure) {
        throw failure;
      }
      throw e;
    } catch (TimeoutException e) {
      running.cancel(true);
      throw e;
    }
  }
}
