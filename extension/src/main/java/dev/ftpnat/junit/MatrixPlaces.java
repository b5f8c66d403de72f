package dev.ftpnat.junit;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.annotation.DeclaredAnnotation;
import dev.ftpnat.junit.internal.report.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a {@link FtpNatMatrix} runs: in its scenarios, and behind its devices. */
final class MatrixPlaces {

  private final DeclaredAnnotation<FtpNatMatrix> declared;
  private final FtpNatMatrix matrix;
  private final boolean hasDevices;

  MatrixPlaces(DeclaredAnnotation<FtpNatMatrix> declared) {
    this.declared = declared;
    this.matrix = declared.annotation();
    this.hasDevices = matrix.allDevices() || matrix.devices().length > 0;
  }

  /**
   * A run in each, as it is.
   *
   * @throws org.junit.jupiter.api.extension.ExtensionConfigurationException if there is none, or if
   *     attributes contradict each other
   */
  List<MatrixRun> runs(Duration failWithin) {
    List<MatrixRun> runs = new ArrayList<>(inScenarios(failWithin));
    runs.addAll(behindDevices(failWithin));
    return runs;
  }

  private List<MatrixRun> inScenarios(Duration failWithin) {
    boolean named = matrix.value().length > 0;
    List<Scenario> all =
        named ? List.of(matrix.value()) : hasDevices ? List.of() : List.of(Scenario.values());
    if (all.isEmpty()) {
      refuse("exclude", matrix.exclude());
      refuse("expectFailureIn", matrix.expectFailureIn());
      return List.of();
    }
    unlike("value", matrix.value());
    List<Scenario> scenarios = without(all, "exclude", matrix.exclude(), "value");
    if (scenarios.isEmpty() && !hasDevices) {
      throw declared.wrong("no scenario is left to run in. Leave out `exclude`, or a part of it.");
    }
    checkExpected(
        "expectFailureIn",
        matrix.expectFailureIn(),
        scenarios,
        "exclude",
        matrix.exclude(),
        "value");
    return scenarios.stream()
        .map(
            scenario ->
                MatrixRun.in(
                    Place.of(scenario),
                    scenario.topology(),
                    named,
                    failWithin,
                    beganToPass("expectFailureIn", matrix.expectFailureIn(), scenario)))
        .toList();
  }

  private void refuse(String attribute, Scenario[] values) {
    if (values.length > 0) {
      throw declared.wrong(
          "`%s` names scenarios, but with `%s` and without `value` the test runs in none. Leave it out, or set `value`."
              .formatted(attribute, devicesAttribute()));
    }
  }

  private List<MatrixRun> behindDevices(Duration failWithin) {
    if (!hasDevices) {
      checkNoDevices();
      return List.of();
    }
    if (matrix.allDevices() && matrix.devices().length > 0) {
      throw declared.wrong(
          "`devices` names some, but `allDevices = true` has all. Leave out one of the two.");
    }
    unlike("devices", matrix.devices());
    unlike("deviceSide", matrix.deviceSide());
    List<NatDevice> all = List.of(matrix.allDevices() ? NatDevice.values() : matrix.devices());
    List<NatDevice> devices =
        without(all, "excludeDevices", matrix.excludeDevices(), devicesAttribute());
    checkExpected(
        "expectFailureBehind",
        matrix.expectFailureBehind(),
        devices,
        "excludeDevices",
        matrix.excludeDevices(),
        devicesAttribute());
    List<MatrixRun> runs = devices.stream().flatMap(device -> behind(device, failWithin)).toList();
    if (runs.isEmpty()) {
      throw declared.wrong(
          "no device is left to run behind. Leave out `excludeDevices`, or a part of it.");
    }
    return runs;
  }

  private void checkNoDevices() {
    boolean isOther =
        matrix.deviceSide().length + matrix.excludeDevices().length > 0
            || matrix.expectFailureBehind().length > 0;
    if (isOther) {
      throw declared.wrong(
          "`%s` is about devices, and there are none. Set `devices` too, or leave it out."
              .formatted(
                  matrix.deviceSide().length > 0
                      ? "deviceSide"
                      : matrix.excludeDevices().length > 0
                          ? "excludeDevices"
                          : "expectFailureBehind"));
    }
  }

  private Stream<MatrixRun> behind(NatDevice device, Duration failWithin) {
    List<NatDevice.Side> sides =
        matrix.deviceSide().length == 0
            ? List.of(device.usualSide())
            : Stream.of(matrix.deviceSide())
                .filter(side -> side != NatDevice.Side.SERVER || !device.isOutgoingOnly())
                .toList();
    if (sides.isEmpty() && !matrix.allDevices()) {
      throw declared.wrong(
          "`deviceSide = SERVER` isn't for `%s`, which is for outgoing connections only, so that no server can be behind it. Set `CLIENT` too, or leave `deviceSide` out."
              .formatted(device));
    }
    return sides.stream().map(side -> behind(device, side, failWithin));
  }

  private MatrixRun behind(NatDevice device, NatDevice.Side side, Duration failWithin) {
    MatrixRun run =
        MatrixRun.in(
            Place.of(device),
            device.topology(side),
            !matrix.allDevices(),
            failWithin,
            beganToPass("expectFailureBehind", matrix.expectFailureBehind(), device));
    boolean isUsual = matrix.deviceSide().length == 0 && side == NatDevice.Side.SERVER;
    return isUsual ? run : run.withSide(side);
  }

  private String devicesAttribute() {
    return matrix.allDevices() ? "allDevices" : "devices";
  }

  private <T> List<T> without(List<T> all, String attribute, T[] excluded, String of) {
    unlike(attribute, excluded);
    List<T> left = new ArrayList<>(all);
    for (T one : excluded) {
      if (!left.remove(one)) {
        throw declared.wrong(
            "`%s` names `%s`, which `%s` doesn't. Leave it out.".formatted(attribute, one, of));
      }
    }
    return left;
  }

  private <T> void checkExpected(
      String attribute, T[] expected, List<T> left, String excluding, T[] excluded, String of) {
    unlike(attribute, expected);
    for (T one : expected) {
      if (!left.contains(one)) {
        throw declared.wrong(
            "`%s` names `%s`, which %s. Leave it out."
                .formatted(
                    attribute,
                    one,
                    Arrays.asList(excluded).contains(one)
                        ? "`" + excluding + "` leaves out"
                        : "`" + of + "` doesn't"));
      }
    }
  }

  /** What to say if it passes; only if it is expected to fail. */
  private <T> Optional<String> beganToPass(String attribute, T[] expected, T place) {
    return Arrays.asList(expected).contains(place)
        ? Optional.of(
            declared.where()
                + ": `%s` names `%s`, but there the test passes now. Leave it out."
                    .formatted(attribute, place))
        : Optional.empty();
  }

  private void unlike(String attribute, Object[] values) {
    FtpNatMatrixExtension.requireUnlike(declared, attribute, values);
  }
}
