package dev.ftpnat.junit;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NatDevice;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.annotation.ConflictCheck;
import dev.ftpnat.junit.internal.report.Place;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/**
 * One run of a {@link FtpNatMatrix} test, in one environment.
 *
 * @param place its network
 * @param variation what it varies beside that, for example {@code TLS NONE}; may be empty
 * @param launch how the environment is started
 * @param demanded whether the test names it, and so wants to get through there
 * @param failWithin how long the test may take to fail
 * @param beganToPass what to say if it passes; only if it is expected to fail
 */
record MatrixRun(
    Place place,
    String variation,
    EnvironmentLauncher launch,
    boolean demanded,
    Duration failWithin,
    Optional<String> beganToPass)
    implements TestTemplateInvocationContext {

  /** A run in a network as it is. */
  static MatrixRun in(
      Place place,
      Topology topology,
      boolean demanded,
      Duration failWithin,
      Optional<String> beganToPass) {
    return new MatrixRun(
        place,
        "",
        new EnvironmentLauncher(topology, Optional.empty()),
        demanded,
        failWithin,
        beganToPass);
  }

  MatrixRun withTopology(Topology topology) {
    if (launch.impossible().isPresent()) {
      return this;
    }
    return new MatrixRun(
        place, variation, launch.with(topology), demanded, failWithin, beganToPass);
  }

  /** The same, and says on which side the device stands. */
  MatrixRun withSide(NatDevice.Side side) {
    return with("before the " + side.name().toLowerCase(Locale.ROOT), launch);
  }

  MatrixRun withTls(TlsMode tls) {
    return with("TLS " + tls, launch.with(launch.topology().withTls(tls)));
  }

  MatrixRun withSessionReuse(SessionReuse reuse) {
    return with("session reuse " + reuse, launch.with(launch.topology().withSessionReuse(reuse)));
  }

  MatrixRun withVantage(Vantage vantage) {
    return with("vantage " + vantage, launch.with(launch.topology().withVantage(vantage)));
  }

  MatrixRun withNetwork(Network network) {
    return with("network " + network, launch.on(network));
  }

  MatrixRun withAttachment(Attachment attachment) {
    return with("attachment " + attachment, launch.attachedBy(attachment));
  }

  MatrixRun withServer(ServerPersonality server) {
    String setting = "server " + server;
    try {
      return with(
          setting,
          launch.with(
              launch.topology().toBuilder()
                  .server(changed -> changed.personality(server))
                  .build()));
    } catch (IllegalArgumentException e) {
      return with(setting, launch.impossible(e.getMessage()));
    }
  }

  private MatrixRun with(String setting, EnvironmentLauncher changed) {
    String longer = variation.isEmpty() ? setting : variation + ", " + setting;
    return new MatrixRun(place, longer, changed, demanded, failWithin, beganToPass);
  }

  @Override
  public String getDisplayName(int index) {
    return variation.isEmpty() ? place.name() : place + ", " + variation;
  }

  /**
   * The report's comes last, and so is the first to see how a test ended. Exceptions go that way.
   */
  @Override
  public List<Extension> getAdditionalExtensions() {
    Optional<ExpectedFailure> expected = beganToPass.map(ExpectedFailure::new);
    ReportedRun report = new ReportedRun(this, failWithin, expected);
    List<Extension> extensions = new ArrayList<>();
    extensions.add(new RunExtension(this));
    extensions.add(new RunFailures(this, report));
    expected.ifPresent(extensions::add);
    extensions.add(report);
    return extensions;
  }

  private ParameterResolutionException isNone(Class<?> type, ParameterContext parameter) {
    return new ParameterResolutionException(
        "`%s` takes a %s, but `%s` is none: it is a %s. Have scenarios and devices in a matrix each, or ask `nat.topology().name()`."
            .formatted(
                parameter.getDeclaringExecutable(),
                type.getSimpleName(),
                place,
                type == Scenario.class ? "NatDevice" : "Scenario"));
  }

  /** The environment of this run, started now if it isn't yet. */
  FtpNat environment(ExtensionContext context) {
    return RunningEnvironment.startOnce(context, FtpNatMatrix.class, () -> launch.start(context));
  }

  /** The environment of this run, if it has been started. */
  Optional<FtpNat> running(ExtensionContext context) {
    try {
      return RunningEnvironment.find(context, FtpNatMatrix.class);
    } catch (RuntimeException e) {
      return Optional.empty(); // It didn't start, for a reason that is already known.
    }
  }

  /** Starts the environment of one run, and injects it. */
  private static final class RunExtension extends RecordOnFailure
      implements BeforeEachCallback, ParameterResolver {

    private final MatrixRun run;

    RunExtension(MatrixRun run) {
      this.run = run;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      run.environment(context);
    }

    /** Before the test method, an environment is that of the class, if it has one. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return context.getTestMethod().isPresent()
          ? type == FtpNat.class || type == Scenario.class || type == NatDevice.class
          : type == FtpNat.class && !ConflictCheck.exist(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      if (context.getTestMethod().isEmpty()) {
        throw new ParameterResolutionException(
            "`"
                + parameter.getDeclaringExecutable()
                + "` takes an FtpNat, but there is none yet: each run of an `@FtpNatMatrix` gets its"
                + " own. Take it as a parameter of test, @BeforeEach and @AfterEach methods.");
      }
      Class<?> type = parameter.getParameter().getType();
      if (type == FtpNat.class) {
        return run.environment(context);
      }
      Optional<?> constant = type == Scenario.class ? run.place.scenario() : run.place.device();
      return constant.orElseThrow(() -> run.isNone(type, parameter));
    }

    @Override
    Optional<FtpNat> running(ExtensionContext context) {
      return run.running(context);
    }
  }
}
