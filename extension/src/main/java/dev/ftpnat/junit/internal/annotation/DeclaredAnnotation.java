package dev.ftpnat.junit.internal.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * An annotation, and where it stands.
 *
 * @param annotation the annotation
 * @param writtenAs what stands there: the annotation itself, or one that is composed of it
 * @param on the class, interface or method
 */
public record DeclaredAnnotation<A extends Annotation>(
    A annotation, Class<? extends Annotation> writtenAs, AnnotatedElement on) {

  /** What is wrong with the annotation, or with what it has led to. */
  public ExtensionConfigurationException wrong(String what) {
    return new ExtensionConfigurationException(where() + ": " + what);
  }

  /** For example {@code `@FtpNatEnvironment` on class `com.example.DownloadTest`}. */
  public String where() {
    return name() + " on " + place();
  }

  /**
   * The same with what it says, for example {@code `@FtpNatEnvironment(value = DIRECT)` on ...}.
   */
  String whereAndWhat() {
    return name(settings()) + " on " + place();
  }

  /** Without where it stands, for example {@code `@FtpNatEnvironment`}. */
  public String name() {
    return name("");
  }

  private String name(String settings) {
    String name = "`@" + annotation.annotationType().getSimpleName() + settings + "`";
    return isComposed() ? name + " of `@" + writtenAs.getSimpleName() + "`" : name;
  }

  private boolean isComposed() {
    return writtenAs != annotation.annotationType();
  }

  private String place() {
    if (on instanceof Method method) {
      String parameters =
          Stream.of(method.getParameterTypes())
              .map(Class::getSimpleName)
              .collect(Collectors.joining(", "));
      return "method `%s.%s(%s)`"
          .formatted(method.getDeclaringClass().getName(), method.getName(), parameters);
    }
    if (on instanceof Class<?> type) {
      return (type.isInterface() ? "interface `" : "class `") + type.getName() + "`";
    }
    return "`" + on + "`";
  }

  /** The attributes that aren't at their defaults, as one would write them; maybe empty. */
  private String settings() {
    String settings =
        Stream.of(annotation.annotationType().getDeclaredMethods())
            .filter(attribute -> !Objects.deepEquals(value(attribute), attribute.getDefaultValue()))
            .sorted(Comparator.comparing(Method::getName))
            .map(attribute -> attribute.getName() + " = " + written(value(attribute)))
            .collect(Collectors.joining(", "));
    return settings.isEmpty() ? "" : "(" + settings + ")";
  }

  private Object value(Method attribute) {
    try {
      return attribute.invoke(annotation);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("can't read `" + attribute.getName() + "` of " + where(), e);
    }
  }

  private static String written(Object value) {
    if (value instanceof Object[] values) {
      return values.length == 1
          ? written(values[0])
          : Arrays.stream(values)
              .map(DeclaredAnnotation::written)
              .collect(Collectors.joining(", ", "{", "}"));
    }
    return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
  }
}
