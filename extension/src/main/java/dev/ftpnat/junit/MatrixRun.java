package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** One run of a {@link FtpNatMatrix} test, in one environment. */
record MatrixRun(Scenario scenario, String name, Launch launch)
    implements TestTemplateInvocationContext {

  /** A run in a scenario as it is. */
  static MatrixRun in(Scenario scenario) {
    return new MatrixRun(
        scenario, scenario.name(), new Launch(scenario.topology(), Optional.empty()));
  }

  MatrixRun withTls(TlsMode tls) {
    return with("TLS " + tls, new Launch(launch.topology().withTls(tls), launch.network()));
  }

  MatrixRun withVantage(Vantage vantage) {
    return with(
        "vantage " + vantage, new Launch(launch.topology().withVantage(vantage), launch.network()));
  }

  MatrixRun withNetwork(Network network) {
    return with("network " + network, new Launch(launch.topology(), Optional.of(network)));
  }

  private MatrixRun with(String setting, Launch changed) {
    return new MatrixRun(scenario, name + ", " + setting, changed);
  }

  @Override
  public String getDisplayName(int index) {
    return name;
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(new RunExtension(this));
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
      environment(context);
    }

    /** Before the test method, an environment is that of the class, if it has one. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return context.getTestMethod().isPresent()
          ? type == FtpNat.class || type == Scenario.class
          : type == FtpNat.class && !Rivals.exist(context);
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
      return parameter.getParameter().getType() == Scenario.class
          ? run.scenario()
          : environment(context);
    }

    @Override
    Optional<FtpNat> running(ExtensionContext context) {
      try {
        return RunningEnvironment.find(context, FtpNatMatrix.class);
      } catch (RuntimeException e) {
        return Optional.empty(); // It didn't start, for a reason that is already known.
      }
    }

    private FtpNat environment(ExtensionContext context) {
      return RunningEnvironment.startOnce(
          context, FtpNatMatrix.class, () -> run.launch().start(context));
    }
  }
}
