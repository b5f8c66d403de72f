package dev.ftpnat.examples;

import dev.ftpnat.FtpNat;
import java.io.ByteArrayOutputStream;
import java.time.Duration;

/** Takes a download so slowly that it lasts seven minutes, or so the gateways believe. */
final class MinutesPassing extends ByteArrayOutputStream {

  private final FtpNat nat;
  private int minutes;

  MinutesPassing(FtpNat nat) {
    this.nat = nat;
  }

  @Override
  public synchronized void write(byte[] block, int offset, int length) {
    super.write(block, offset, length);
    if (minutes < 7) {
      minutes++;
      nat.advance(Duration.ofMinutes(1));
      letTheClientsClockMove();
    }
  }

  /** A client that is to say something every millisecond needs milliseconds to do so. */
  private static void letTheClientsClockMove() {
    long until = System.nanoTime() + Duration.ofMillis(3).toNanos();
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
