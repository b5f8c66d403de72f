package dev.ftpnat.junit.internal.annotation;

import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The {@link FtpNatEnvironment} that counts for a context: the one on the method, on its class, or
 * on a class around that.
 *
 * @param declared the annotation
 * @param holder the context whose element has it; the outermost, if there are several
 */
public record NearestAnnotation(
    DeclaredAnnotation<FtpNatEnvironment> declared, ExtensionContext holder) {

  /** The unique id of a template, which JUnit runs several times or not at all. */
  private static final Pattern TEMPLATE = Pattern.compile(".*/\\[test-template:[^/]*");

  /**
   * Finds it.
   *
   * @throws ExtensionConfigurationException if it contradicts another, or stands where it can't
   */
  public static Optional<NearestAnnotation> find(ExtensionContext context) {
    return outwards(context).flatMap(at -> on(at).stream()).findFirst();
  }

  private static Optional<NearestAnnotation> on(ExtensionContext context) {
    Optional<NearestAnnotation> found =
        context
            .getElement()
            .flatMap(element -> AnnotationFinder.find(element, FtpNatEnvironment.class))
            .map(declared -> new NearestAnnotation(declared, outermost(context)));
    found.ifPresent(NearestAnnotation::checkLifecycle);
    return found;
  }

  /** The runs of a template are contexts within the template's own, for the same element. */
  private static ExtensionContext outermost(ExtensionContext context) {
    return context
        .getParent()
        .filter(parent -> parent.getElement().equals(context.getElement()))
        .map(NearestAnnotation::outermost)
        .orElse(context);
  }

  private void checkLifecycle() {
    if (isPerClass() && holder.getTestMethod().isPresent()) {
      throw declared.wrong(
          "`lifecycle = PER_CLASS` is not for a method: put it on the class, or leave `lifecycle`"
              + " out.");
    }
  }

  public boolean isPerClass() {
    return declared.annotation().lifecycle() == Lifecycle.PER_CLASS;
  }

  /** Whose environment it is for that context: the holder's, or that of the test method's run. */
  public Optional<ExtensionContext> owner(ExtensionContext context) {
    return isPerClass() ? Optional.of(holder) : run(context);
  }

  /**
   * The context of the run of a test method that a context is in. There is none before the first
   * test, nor in a template itself, in whose context JUnit finds the arguments of its runs.
   */
  public static Optional<ExtensionContext> run(ExtensionContext context) {
    return outwards(context)
        .filter(at -> at.getTestMethod().isPresent())
        .findFirst()
        .filter(at -> !TEMPLATE.matcher(at.getUniqueId()).matches());
  }

  private static Stream<ExtensionContext> outwards(ExtensionContext context) {
    return Stream.iterate(
            Optional.of(context),
            Optional::isPresent,
            at -> at.flatMap(ExtensionContext::getParent))
        .map(Optional::orElseThrow);
  }
}
