package dev.ftpnat.judge;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server with and without TLS, real or played, that several sessions at a time are played with.
 */
final class Players implements Closeable {

  private final boolean embedded;
  private final ServerKind kind;
  private final int atOnce;
  private final Map<TlsSetting, BlockingQueue<Subject>> free = new EnumMap<>(TlsSetting.class);
  private final List<AutoCloseable> running = new ArrayList<>();

  private enum TlsSetting {
    OFF,
    ON
  }

  private Players(ServerKind kind, boolean embedded, int atOnce) {
    this.kind = kind;
    this.embedded = embedded;
    this.atOnce = atOnce;
  }

  /** Starts servers when they are needed; the test is skipped if there are no real ones. */
  static Players of(ServerKind kind, boolean embedded, int atOnce) {
    if (!embedded) {
      RealServer.assumeThere(kind);
    }
    return new Players(kind, embedded, atOnce);
  }

  private synchronized BlockingQueue<Subject> free(TlsSetting tls) throws IOException {
    BlockingQueue<Subject> subjects = free.get(tls);
    if (subjects == null) {
      subjects = new LinkedBlockingQueue<>();
      if (embedded) {
        for (int i = 0; i < atOnce; i++) {
          FtpNatSubject subject = FtpNatSubject.start(kind, tls == TlsSetting.ON);
          running.add(subject);
          subjects.add(subject);
        }
      } else {
        RealServer server = RealServer.start(kind, tls == TlsSetting.ON, atOnce);
        running.add(server);
        subjects.addAll(server.users());
      }
      free.put(tls, subjects);
    }
    return subjects;
  }

  Transcript play(Session session, long quietMillis) throws IOException, InterruptedException {
    BlockingQueue<Subject> subjects =
        free(session.mode().encrypts() ? TlsSetting.ON : TlsSetting.OFF);
    Subject subject = subjects.poll(5, TimeUnit.MINUTES);
    if (subject == null) {
      throw new IOException("no user of " + kind + " is free");
    }
    try {
      return Player.play(subject, session, quietMillis);
    } catch (IOException | RuntimeException e) {
      throw new IOException(kind + ": " + e + " in\n" + session, e);
    } finally {
      subjects.add(subject);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    IOException failure = null;
    for (AutoCloseable each : running) {
      try {
        each.close();
      } catch (Exception e) {
        failure = new IOException("a server doesn't end: " + e, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
