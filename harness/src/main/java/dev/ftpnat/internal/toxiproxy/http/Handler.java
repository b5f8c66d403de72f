package dev.ftpnat.internal.toxiproxy.http;

/** Answers requests. Several threads may ask at once. */
@FunctionalInterface
public interface Handler {

  /** The answer to a request. */
  Response handle(Request request);
}
