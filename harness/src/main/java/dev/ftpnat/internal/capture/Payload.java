package dev.ftpnat.internal.capture;

/**
 * The bytes that a segment carries.
 *
 * @param captured how many of them are captured
 */
record Payload(byte[] bytes, int offset, int length, int captured) {

  static final Payload NONE = new Payload(new byte[0], 0, 0, 0);
}
