package dev.ftpnat.junit.internal.annotation;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;
import static org.junit.platform.commons.support.HierarchyTraversalMode.TOP_DOWN;
import static org.junit.platform.commons.support.ReflectionSupport.tryToReadFieldValue;

import dev.ftpnat.junit.FtpNatExtension;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Those who would give one test two environments, so that nobody could say which is injected. */
public final class ConflictCheck {

  private ConflictCheck() {}

  /**
   * Makes sure that a registered extension is the only one, and that no annotation applies.
   *
   * @throws ExtensionConfigurationException otherwise
   */
  public static void checkExtension(ExtensionContext context) {
    Set<Field> fields = fields(context);
    if (fields.size() > 1) {
      throw new ExtensionConfigurationException(
          "each of the `@RegisterExtension` fields "
              + names(fields)
              + " starts an environment for the same tests. Keep one `FtpNatExtension`, or put the"
              + " tests into classes of their own.");
    }
    NearestAnnotation.find(context).ifPresent(annotation -> refuse(annotation, fields));
  }

  /**
   * Makes sure that no extension is registered where an annotation applies.
   *
   * @throws ExtensionConfigurationException otherwise
   */
  public static void checkAnnotation(NearestAnnotation annotation, ExtensionContext context) {
    Set<Field> fields = fields(context);
    if (!fields.isEmpty()) {
      refuse(annotation, fields);
    }
  }

  private static void refuse(NearestAnnotation annotation, Set<Field> fields) {
    throw new ExtensionConfigurationException(
        annotation.declared().where()
            + " and "
            + (fields.isEmpty()
                ? "an `FtpNatExtension`"
                : "the `@RegisterExtension` field " + names(fields))
            + " start an environment each for the same tests. Keep one of the two, or put the tests"
            + " into classes of their own.");
  }

  /** Whether anything gives an environment to a class as a whole, or to what is in it. */
  public static boolean exist(ExtensionContext context) {
    return NearestAnnotation.find(context).isPresent() || !fields(context).isEmpty();
  }

  /** The fields of the class and of those around it. */
  private static Set<Field> fields(ExtensionContext context) {
    Set<Field> fields = new LinkedHashSet<>();
    for (Optional<ExtensionContext> at = Optional.of(context);
        at.isPresent();
        at = at.get().getParent()) {
      at.get().getTestClass().map(type -> fields(type, context)).ifPresent(fields::addAll);
    }
    return fields;
  }

  private static List<Field> fields(Class<?> testClass, ExtensionContext context) {
    return findAnnotatedFields(
        testClass, RegisterExtension.class, field -> holdsOne(field, context), TOP_DOWN);
  }

  /** Whether it is one, which a field of a more general type, as {@code Extension}, may have. */
  private static boolean holdsOne(Field field, ExtensionContext context) {
    if (field.getType() == FtpNatExtension.class) {
      return true;
    }
    if (!field.getType().isAssignableFrom(FtpNatExtension.class)) {
      return false;
    }
    Optional<?> instance =
        context.getTestInstances().flatMap(of -> of.findInstance(field.getDeclaringClass()));
    return (Modifier.isStatic(field.getModifiers()) || instance.isPresent())
        && tryToReadFieldValue(field, instance.orElse(null))
            .toOptional()
            .filter(FtpNatExtension.class::isInstance)
            .isPresent();
  }

  private static String names(Set<Field> fields) {
    return fields.stream()
        .map(field -> "`" + field.getDeclaringClass().getName() + "." + field.getName() + "`")
        .collect(Collectors.joining(" and "));
  }
}
