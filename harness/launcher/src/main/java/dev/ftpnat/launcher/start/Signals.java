package dev.ftpnat.launcher.start;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Passes on the signals that this process gets to another one. Those that a terminal sends, it
 * sends to the other one as well, and twice would be wrong.
 */
public final class Signals {

  private static final String[] PASSED_ON = {"HUP", "INT", "TERM", "USR1", "USR2"};

  /** Those that a terminal sends to all processes in its foreground. */
  private static final String OF_TERMINALS = "HUP INT";

  private static final int BASE = 128;

  /** How long a signal waits at most for the process that is being started. */
  private static final long START_SECONDS = 10;

  private volatile CountDownLatch starting = new CountDownLatch(0);
  private volatile Process receiver;
  private volatile Runnable end;

  private Signals() {}

  /** Catches them from now on. */
  public static Signals caught() {
    return new Signals().registered();
  }

  /** Passes them on to a process from now on, until it has ended. */
  static void passedOnTo(Process process) {
    Signals signals = new Signals();
    signals.to(process);
    signals.registered();
  }

  private Signals registered() {
    try {
      register();
    } catch (ReflectiveOperationException e) {
      // A JVM without them: what it gets ends it, and so what it has started.
    }
    return this;
  }

  /**
   * By reflection: javac lets nobody name these classes, which have no successor, without a
   * warning.
   */
  private void register() throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Method getName = signal.getMethod("getName");
    Method getNumber = signal.getMethod("getNumber");
    Object passing =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handler},
            new InvocationHandler() {
              @Override
              public Object invoke(Object proxy, Method method, Object[] args)
                  throws ReflectiveOperationException {
                if (method.getName().equals("handle")) {
                  received((String) getName.invoke(args[0]), (Integer) getNumber.invoke(args[0]));
                }
                return null;
              }
            });
    for (String name : PASSED_ON) {
      try {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), passing);
      } catch (InvocationTargetException e) {
        // Not on this system, or the JVM's own.
      }
    }
  }

  /** A process is about to be started. It may get a signal, and be heard of, before it is known. */
  public void starting() {
    starting = new CountDownLatch(1);
  }

  /** Passes them on to a process from now on, until it has ended. */
  public void to(Process process) {
    receiver = process;
    starting.countDown();
  }

  /** Has a signal that isn't passed on do this, instead of ending the JVM. */
  public void ending(Runnable newEnd) {
    end = newEnd;
  }

  private void received(String name, int number) {
    try {
      boolean ignored = starting.await(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Process process = receiver;
    if (process == null || !process.isAlive()) {
      Runnable ending = end;
      if (ending != null) {
        ending.run();
      } else if (process == null) {
        System.exit(BASE + number);
      }
    } else if (!OF_TERMINALS.contains(name) || !isInForeground()) {
      pass(name, process);
    }
  }

  /** The shell has the one kill(1) that is everywhere. */
  private static void pass(String name, Process process) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      process.destroy();
    }
  }

  /** Whether a terminal takes this process for one of those in its foreground, proc(5). */
  private static boolean isInForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      String group = fields[2];
      String terminal = fields[4];
      String foreground = fields[5];
      return !terminal.equals("0") && group.equals(foreground);
    } catch (IOException e) {
      return System.console() != null;
    }
  }
}
