package dev.ftpnat;

/**
 * The kernel network was asked for and can't be had: the message says what is missing and how to
 * get it. With JUnit the test is aborted, not failed.
 */
public final class NetworkUnavailableException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  NetworkUnavailableException(String message) {
    super(message);
  }
}
