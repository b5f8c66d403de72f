package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.internal.TextFile;
import dev.ftpnat.junit.internal.annotation.ConflictCheck;
import dev.ftpnat.junit.internal.explore.DirectFailure;
import dev.ftpnat.junit.internal.explore.Exploration;
import dev.ftpnat.junit.internal.explore.Explored;
import dev.ftpnat.junit.internal.explore.Terms;
import dev.ftpnat.junit.internal.explore.network.Catalogue;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.AssertionFailedError;

/**
 * The one run of an {@link FtpNatExplore} test, in which its method is called once in each network.
 *
 * @param catalogue what networks are drawn from
 * @param networks how many
 * @param seed which
 * @param terms what is expected
 * @param direct how DIRECT would be started; where that can't be had, nothing can
 */
record ExploreRun(
    Catalogue catalogue, int networks, long seed, Terms terms, EnvironmentLauncher direct)
    implements TestTemplateInvocationContext {

  @Override
  public String getDisplayName(int index) {
    return "%d networks, seed %d".formatted(networks, seed);
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(new Calls(this));
  }

  /** Calls the method in each network, in JUnit's place. */
  private static final class Calls implements InvocationInterceptor, ParameterResolver {

    private final ExploreRun run;

    Calls(ExploreRun run) {
      this.run = run;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      // Before the test method, an environment is that of the class, if it has one.
      return parameter.getParameter().getType() == FtpNat.class
          && (context.getTestMethod().isPresent() || !ConflictCheck.exist(context));
    }

    /** There is none yet: each call gets its own. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      if (!Optional.of(parameter.getDeclaringExecutable()).equals(context.getTestMethod())) {
        throw new ParameterResolutionException(
            "`"
                + parameter.getDeclaringExecutable()
                + "` takes an FtpNat, but each call of an `@FtpNatExplore` gets its own. Take it as a"
                + " parameter of the test method.");
      }
      return null;
    }

    @Override
    public void interceptTestTemplateMethod(
        Invocation<Void> invocation,
        ReflectiveInvocationContext<Method> call,
        ExtensionContext context)
        throws Throwable {
      invocation.skip();
      run.direct.requireAvailable(context);
      Method method = call.getExecutable();
      Object instance = call.getTarget().orElse(null);
      Explored explored =
          new Exploration(
                  run.catalogue,
                  run.networks,
                  run.seed,
                  run.terms,
                  nat -> invoke(method, instance, arguments(call, nat)))
              .run();
      tell(context, method, explored);
    }

    private static Object[] arguments(ReflectiveInvocationContext<Method> call, FtpNat nat) {
      Object[] arguments = call.getArguments().toArray();
      Class<?>[] types = call.getExecutable().getParameterTypes();
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = types[i] == FtpNat.class ? nat : arguments[i];
      }
      return arguments;
    }

    /** As JUnit does, to which a module may have opened what it hasn't to anybody else. */
    private static void invoke(Method method, Object instance, Object... arguments) {
      Object ignored = ReflectionSupport.invokeMethod(method, instance, arguments);
    }

    private static void tell(ExtensionContext context, Method method, Explored explored)
        throws Throwable {
      String name = context.getRequiredTestClass().getName() + "." + method.getName();
      String where =
          ReportSettings.directory(context)
              .map(directory -> "\nAll of it" + written(directory, context, explored))
              .orElse("");
      System.out.println("FtpNat explored " + name + ": " + explored.summary() + where);
      if (explored.inDirect().isPresent()) {
        throw inDirect(name, explored.inDirect().get());
      }
      if (!explored.findings().isEmpty()) {
        throw new AssertionFailedError(
            explored.toString(), explored.findings().get(0).thrown().orElse(null));
      }
    }

    private static Throwable inDirect(String name, DirectFailure failure) {
      return failure
          .thrown()
          .filter(RunFailures::isAborted)
          .orElseGet(
              () ->
                  new AssertionFailedError(
                      ("`@FtpNatExplore`: `%s` fails in DIRECT, where nothing is in the client's way,"
                              + " so that it fails elsewhere says nothing: no other network was"
                              + " tried. %s. Mend the test first, or set `tls` to what the client"
                              + " speaks.")
                          .formatted(name, failure.sentence()),
                      failure.thrown().orElse(null)));
    }

    /** Where it is, or why it isn't: what was found is told all the same. */
    private static String written(Path directory, ExtensionContext context, Explored explored) {
      String name = RecordFiles.ofOnlyRun(context.getParent().orElseThrow());
      Path file = directory.resolve("explore").resolve(name + ".txt");
      try {
        Files.createDirectories(file.getParent());
        TextFile.write(file, explored.toString());
        return ": " + file;
      } catch (IOException e) {
        return " can't be written to " + file + ": " + e;
      }
    }
  }
}
