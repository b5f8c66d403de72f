package dev.ftpnat.internal.kernel.netns;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The few calls of the C library that Java has no other way to make. */
public final class Libc {

  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_CLOEXEC = 0x80000;
  private static final short POLLIN = 1;
  private static final int POLL_MILLIS = 1000;

  private static final Function UNSHARE = function("unshare");
  private static final Function SETNS = function("setns");
  private static final Function OPEN = function("open");
  private static final Function CLOSE = function("close");
  private static final Function POLL = function("poll");
  private static final Function EVENTFD = function("eventfd");
  private static final Function WRITE = function("write");
  private static final Function INTERFACE_NUMBER = function("if_nametoindex");
  private static final Function STRERROR = Function.getFunction("c", "strerror");

  private Libc() {}

  /** A function whose result of -1 means that it failed. */
  public static Function function(String name) {
    return Function.getFunction("c", name, Function.THROW_LAST_ERROR);
  }

  /** Moves the calling thread into a new network namespace, unshare(2). */
  static void unshareNetwork() throws IOException {
    call(UNSHARE, CLONE_NEWNET);
  }

  /** Moves the calling thread into a network namespace, setns(2). */
  static void setNetwork(int descriptor) throws IOException {
    call(SETNS, descriptor, CLONE_NEWNET);
  }

  /** Opens a file for reading, not to be inherited by processes, open(2). */
  static int open(String path) throws IOException {
    return call(OPEN, path, O_CLOEXEC);
  }

  /** Closes a file, close(2), which can only fail if it wasn't open. */
  public static void close(int descriptor) {
    CLOSE.invokeInt(new Object[] {descriptor});
  }

  /** A counter that can be waited for, eventfd(2). */
  public static int eventDescriptor() throws IOException {
    return call(EVENTFD, 0, O_CLOEXEC);
  }

  /** Wakes whoever waits for the counter. */
  public static void signal(int eventDescriptor) throws IOException {
    ByteBuffer one = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    one.putLong(0, 1);
    call(WRITE, eventDescriptor, one, Long.BYTES);
  }

  /** Waits until something can be read from one of the files, poll(2). */
  public static void await(int... descriptors) throws IOException {
    ByteBuffer files =
        ByteBuffer.allocateDirect(8 * descriptors.length).order(ByteOrder.nativeOrder());
    for (int descriptor : descriptors) {
      files.putInt(descriptor).putShort(POLLIN).putShort((short) 0);
    }
    files.flip();
    try {
      call(POLL, files, (long) descriptors.length, POLL_MILLIS);
    } catch (SystemCallException e) {
      if (e.errno() != SystemCallException.EINTR) {
        throw e;
      }
    }
  }

  public static int call(Function function, Object... arguments) throws IOException {
    try {
      return function.invokeInt(arguments);
    } catch (LastErrorException e) {
      throw new SystemCallException(function.getName(), e.getErrorCode(), strerror(e), e);
    }
  }

  private static String strerror(LastErrorException e) {
    // JNA has the text of the C library in front of its own.
    String message = e.getMessage();
    return message == null || message.isBlank() ? "errno " + e.getErrorCode() : message;
  }

  /** A system call failed. */
  public static final class SystemCallException extends IOException {

    private static final long serialVersionUID = 1;

    /** Interrupted by a signal, or the receive timeout is over. */
    public static final int EINTR = 4;

    public static final int EAGAIN = 11;

    private final int errno;

    SystemCallException(String call, int errno, String text, Throwable cause) {
      super(call + ": " + text, cause);
      this.errno = errno;
    }

    public int errno() {
      return errno;
    }
  }

  /** What the C library says of an error. */
  static String textOf(int errno) {
    return STRERROR.invokeString(new Object[] {errno}, false);
  }

  /** The number of an interface where the calling thread is, if_nametoindex(3). */
  static int interfaceNumber(String name) throws IOException {
    try {
      return call(INTERFACE_NUMBER, name);
    } catch (SystemCallException e) {
      throw new IOException("there is no interface " + name, e);
    }
  }

  /** How many bytes a pointer has. */
  public static int pointerSize() {
    return Native.POINTER_SIZE;
  }
}
