package org.junit.internal;

/** In the place of JUnit 4's, which Jupiter knows by its name, so that JUnit 4 needn't be here. */
public class AssumptionViolatedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public AssumptionViolatedException(String message) {
    super(message);
  }
}
