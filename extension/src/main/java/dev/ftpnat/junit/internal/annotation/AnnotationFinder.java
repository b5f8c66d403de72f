package dev.ftpnat.junit.internal.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * Finds an annotation where JUnit does: on a class or method, in a composed annotation there, on an
 * interface or a superclass. Unlike JUnit, which takes the first, it refuses those of equal rank
 * that differ.
 */
public final class AnnotationFinder {

  private AnnotationFinder() {}

  /**
   * The annotation of an element.
   *
   * @throws ExtensionConfigurationException if there are two that differ
   */
  public static <A extends Annotation> Optional<DeclaredAnnotation<A>> find(
      AnnotatedElement element, Class<A> type) {
    List<DeclaredAnnotation<A>> all =
        element instanceof Class<?> testClass
            ? ofClass(testClass, type)
            : directlyOn(element, type);
    for (DeclaredAnnotation<A> other : all) {
      DeclaredAnnotation<A> first = all.get(0);
      if (!first.annotation().equals(other.annotation())) {
        throw new ExtensionConfigurationException(
            "two annotations contradict each other: %s, and %s. Leave one out%s."
                .formatted(first.whereAndWhat(), other.whereAndWhat(), advice(element, first)));
      }
    }
    return all.stream().findFirst();
  }

  private static String advice(AnnotatedElement element, DeclaredAnnotation<?> first) {
    return first.on() == element
        ? "; their attributes aren't merged"
        : ", or put the one that you mean on `" + ((Class<?>) element).getName() + "` itself";
  }

  /** Those of the class, else those that it inherits and that none of the others overrides. */
  private static <A extends Annotation> List<DeclaredAnnotation<A>> ofClass(
      Class<?> type, Class<A> wanted) {
    List<DeclaredAnnotation<A>> own = directlyOn(type, wanted);
    if (!own.isEmpty()) {
      return own;
    }
    List<DeclaredAnnotation<A>> inherited = new ArrayList<>();
    for (Class<?> parent : type.getInterfaces()) {
      inherited.addAll(ofClass(parent, wanted));
    }
    if (type.getSuperclass() != null) {
      inherited.addAll(ofClass(type.getSuperclass(), wanted));
    }
    return inherited.stream().filter(one -> !isOverridden(one, inherited)).toList();
  }

  private static boolean isOverridden(
      DeclaredAnnotation<?> one, List<? extends DeclaredAnnotation<?>> all) {
    Class<?> holder = (Class<?>) one.on();
    return all.stream()
        .map(other -> (Class<?>) other.on())
        .anyMatch(other -> other != holder && holder.isAssignableFrom(other));
  }

  private static <A extends Annotation> List<DeclaredAnnotation<A>> directlyOn(
      AnnotatedElement element, Class<A> wanted) {
    List<DeclaredAnnotation<A>> found = new ArrayList<>();
    for (Annotation annotation : element.getDeclaredAnnotations()) {
      Class<? extends Annotation> writtenAs = annotation.annotationType();
      List<A> within = new ArrayList<>();
      collect(annotation, wanted, within, new HashSet<>());
      within.forEach(one -> found.add(new DeclaredAnnotation<>(one, writtenAs, element)));
    }
    return found;
  }

  private static <A extends Annotation> void collect(
      Annotation annotation,
      Class<A> wanted,
      List<A> found,
      Set<Class<? extends Annotation>> visited) {
    Class<? extends Annotation> type = annotation.annotationType();
    if (type == wanted) {
      found.add(wanted.cast(annotation));
    } else if (visited.add(type)) {
      for (Annotation meta : type.getDeclaredAnnotations()) {
        collect(meta, wanted, found, visited);
      }
    }
  }
}
