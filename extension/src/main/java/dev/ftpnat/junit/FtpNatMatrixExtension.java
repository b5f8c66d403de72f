package dev.ftpnat.junit;

import dev.ftpnat.Attachment;
import dev.ftpnat.Network;
import dev.ftpnat.junit.internal.annotation.AnnotationFinder;
import dev.ftpnat.junit.internal.annotation.DeclaredAnnotation;
import dev.ftpnat.junit.internal.annotation.ReplySetting;
import dev.ftpnat.junit.internal.annotation.SessionReuseSetting;
import dev.ftpnat.junit.internal.annotation.TranscriptSetting;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** What makes {@link FtpNatMatrix} work. Nothing is started before a run's own time has come. */
final class FtpNatMatrixExtension implements TestTemplateInvocationContextProvider {

  FtpNatMatrixExtension() {}

  /** Whether the environments of a test are those of a matrix, or of an exploration. */
  static boolean isMatrix(ExtensionContext context) {
    return hasMatrix(context) || FtpNatExploreExtension.isExploration(context);
  }

  private static boolean hasMatrix(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), FtpNatMatrix.class);
  }

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return hasMatrix(context);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    DeclaredAnnotation<FtpNatMatrix> declared =
        AnnotationFinder.find(method, FtpNatMatrix.class).orElseThrow();
    AnnotationFinder.find(method, FtpNatEnvironment.class)
        .ifPresent(
            environment -> {
              throw declared.wrong(
                  environment.name()
                      + " stands there too, but the environments of a matrix are its own. Leave one"
                      + " of the two out.");
            });
    requireNoOtherTest(declared, method, FtpNatMatrix.class);
    FtpNatMatrix matrix = declared.annotation();
    requireUnlike(declared, "tls", matrix.tls());
    requireUnlike(declared, "sessionReuse", matrix.sessionReuse());
    requireUnlike(declared, "vantage", matrix.vantage());
    requireUnlike(declared, "network", matrix.network());
    requireUnlike(declared, "attachment", matrix.attachment());
    requireUnlike(declared, "server", matrix.server());
    Duration failWithin = failWithin(declared);
    ReplySetting replies = new ReplySetting(declared, matrix.replies());
    TranscriptSetting transcript = new TranscriptSetting(declared, matrix.transcript());
    return new MatrixPlaces(declared)
        .runs(failWithin).stream()
            .flatMap(run -> inEachTlsMode(run, matrix.tls()))
            .flatMap(run -> withEachReuse(run, declared))
            .flatMap(run -> fromEachVantage(run, matrix.vantage()))
            .flatMap(run -> onEachNetwork(run, matrix.network()))
            .flatMap(run -> byEachAttachment(run, matrix.attachment()))
            .flatMap(run -> withEachServer(run, matrix.server()))
            .map(run -> run.withTopology(transcript.applied(run.launch().topology())))
            .map(run -> run.withTopology(replies.applied(run.launch().topology())));
  }

  /** {@code @Test} and the like would have JUnit run the method once more, on no network. */
  static void requireNoOtherTest(
      DeclaredAnnotation<?> declared, Method method, Class<? extends Annotation> own) {
    for (Annotation other : method.getAnnotations()) {
      Class<? extends Annotation> type = other.annotationType();
      if (AnnotationSupport.isAnnotated(type, Testable.class)
          && type != own
          && type != TestTemplate.class
          && !AnnotationSupport.isAnnotated(type, own)) {
        throw declared.wrong(
            "`@%s` stands there too, and would run the test once more, without an environment. Leave it out."
                .formatted(type.getSimpleName()));
      }
    }
  }

  private static Stream<MatrixRun> inEachTlsMode(MatrixRun run, TlsMode[] modes) {
    return modes.length == 0 ? Stream.of(run) : Stream.of(modes).map(run::withTls);
  }

  private static Stream<MatrixRun> withEachReuse(
      MatrixRun run, DeclaredAnnotation<FtpNatMatrix> declared) {
    SessionReuse[] values = declared.annotation().sessionReuse();
    for (SessionReuse reuse : values) {
      SessionReuseSetting.check(declared, reuse, run.launch().topology().server().tls());
    }
    return values.length == 0 ? Stream.of(run) : Stream.of(values).map(run::withSessionReuse);
  }

  private static Stream<MatrixRun> fromEachVantage(MatrixRun run, Vantage[] vantages) {
    return vantages.length == 0 ? Stream.of(run) : Stream.of(vantages).map(run::withVantage);
  }

  private static Stream<MatrixRun> onEachNetwork(MatrixRun run, Network[] networks) {
    return networks.length == 0 ? Stream.of(run) : Stream.of(networks).map(run::withNetwork);
  }

  private static Stream<MatrixRun> byEachAttachment(MatrixRun run, Attachment[] attachments) {
    return attachments.length == 0
        ? Stream.of(run)
        : Stream.of(attachments).map(run::withAttachment);
  }

  private static Stream<MatrixRun> withEachServer(MatrixRun run, ServerPersonality[] servers) {
    return servers.length == 0 ? Stream.of(run) : Stream.of(servers).map(run::withServer);
  }

  private static Duration failWithin(DeclaredAnnotation<FtpNatMatrix> declared) {
    long millis = declared.annotation().failWithinMillis();
    if (millis <= 0) {
      throw declared.wrong(
          "`failWithinMillis = %d` is no time to fail in. Set it to 1 or more.".formatted(millis));
    }
    return Duration.ofMillis(millis);
  }

  /** Makes sure that an attribute names nothing twice. */
  static void requireUnlike(DeclaredAnnotation<?> declared, String attribute, Object[] values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        throw declared.wrong("`%s` names `%s` twice. Leave one out.".formatted(attribute, value));
      }
    }
  }
}
