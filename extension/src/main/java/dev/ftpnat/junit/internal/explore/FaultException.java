package dev.ftpnat.junit.internal.explore;

/** What a trial itself has found to be a fault of the client that it plays. */
public final class FaultException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Property property;
  private final String kind;

  /**
   * One.
   *
   * @param property the property that the client hasn't
   * @param kind what tells it from others of this property
   * @param sentence what it did
   */
  public FaultException(Property property, String kind, String sentence) {
    super(sentence);
    this.property = property;
    this.kind = kind;
  }

  Property property() {
    return property;
  }

  String kind() {
    return kind;
  }
}
