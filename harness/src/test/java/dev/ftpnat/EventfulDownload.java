package dev.ftpnat;

import java.io.OutputStream;

/** Where a client puts what it downloads, and where something happens with the first blocks. */
public final class EventfulDownload extends OutputStream {

  private final int blocks;
  private final Runnable event;
  private int seen;
  private long received;

  /** Something happens with each of the first {@code blocks} blocks. */
  public EventfulDownload(int blocks, Runnable event) {
    this.blocks = blocks;
    this.event = event;
  }

  /** How many bytes have come. */
  public long received() {
    return received;
  }

  @Override
  public void write(int octet) {
    throw new AssertionError("commons-net writes blocks");
  }

  @Override
  public void write(byte[] block, int offset, int length) {
    received += length;
    if (seen < blocks) {
      seen++;
      event.run();
    }
  }
}
