package dev.ftpnat.junit;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Tells what a test has called from what has called it. */
final class TestStack {

  /** What calls tests. */
  private static final List<String> RUNNERS =
      List.of("org.junit.jupiter.engine.", "org.junit.platform.", "dev.ftpnat.junit.");

  private final Set<String> classes = new HashSet<>();

  /** That of a test in this class, or in one that it inherits from or is inside of. */
  TestStack(Class<?> testClass) {
    for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
      add(type);
    }
  }

  /** The names of the test's classes. */
  Set<String> classes() {
    return Set.copyOf(classes);
  }

  private void add(Class<?> type) {
    if (type != null && type != Object.class && classes.add(type.getName())) {
      add(type.getSuperclass());
      Stream.of(type.getInterfaces()).forEach(this::add);
    }
  }

  /** Takes away, of an exception and those in it, what has called the test. */
  void cut(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>(List.of(thrown));
    while (!open.isEmpty()) {
      Throwable each = open.pop();
      if (seen.add(each)) {
        each.setStackTrace(cut(each.getStackTrace()));
        Stream.of(each.getSuppressed()).forEach(open::push);
        if (each.getCause() != null) {
          open.push(each.getCause());
        }
      }
    }
  }

  private StackTraceElement[] cut(StackTraceElement[] trace) {
    List<StackTraceElement> called = List.of(trace);
    called = called.subList(0, (int) called.stream().takeWhile(this::isNoRunner).count());
    int last = lastOfTest(called);
    return called.subList(0, last < 0 ? called.size() : last + 1).toArray(StackTraceElement[]::new);
  }

  private boolean isNoRunner(StackTraceElement frame) {
    return isOfTest(frame) || RUNNERS.stream().noneMatch(frame.getClassName()::startsWith);
  }

  /** The part that is the test's own, without what it has called; of one that has been cut. */
  List<StackTraceElement> own(Throwable thrown) {
    List<StackTraceElement> frames = List.of(thrown.getStackTrace());
    return frames.stream().dropWhile(frame -> !isOfTest(frame)).toList();
  }

  private int lastOfTest(List<StackTraceElement> frames) {
    int last = frames.size() - 1;
    while (last >= 0 && !isOfTest(frames.get(last))) {
      last--;
    }
    return last;
  }

  private boolean isOfTest(StackTraceElement frame) {
    return classes.contains(frame.getClassName());
  }
}
