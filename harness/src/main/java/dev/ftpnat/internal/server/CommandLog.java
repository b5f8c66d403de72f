package dev.ftpnat.internal.server;

/** Hears the server's clear view of a session, also where the network sees TLS records only. */
public interface CommandLog {

  /** A command arrived. The argument of PASS comes masked. */
  void command(long session, String line, boolean encrypted);

  /** A reply was sent. */
  void reply(long session, int code, String text, boolean encrypted);
}
