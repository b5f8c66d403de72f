package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
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
record MatrixRun(Scenario scenario, String name, Topology topology)
    implements TestTemplateInvocationContext {

  MatrixRun withTls(TlsMode tls) {
    return new MatrixRun(scenario, name + ", TLS " + tls, topology.withTls(tls));
  }

  MatrixRun withVantage(Vantage vantage) {
    return new MatrixRun(scenario, name + ", vantage " + vantage, topology.withVantage(vantage));
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
      return RunningEnvironment.find(context, FtpNatMatrix.class);
    }

    private FtpNat environment(ExtensionContext context) {
      return RunningEnvironment.startOnce(
          context, FtpNatMatrix.class, () -> FtpNat.start(run.topology()));
    }
  }
}
