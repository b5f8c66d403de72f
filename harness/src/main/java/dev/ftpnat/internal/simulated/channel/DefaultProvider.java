package dev.ftpnat.internal.simulated.channel;

import java.io.FileDescriptor;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import jdk.nio.Channels;

/**
 * The JDK's own provider. {@code SelectorProvider.provider()} gives the one that is installed, and
 * no other public method gives any; but a channel made of a file descriptor has it.
 */
final class DefaultProvider {

  private DefaultProvider() {}

  static SelectorProvider get() {
    return Channels.readWriteSelectableChannel(FileDescriptor.in, new Nothing()).provider();
  }

  /** The descriptor is somebody else's, and the channel is never used. */
  private static final class Nothing implements Channels.SelectableChannelCloser {
    @Override
    public void implCloseChannel(SelectableChannel channel) {
      // Not ours to close.
    }

    @Override
    public void implReleaseChannel(SelectableChannel channel) {
      // Nothing has been taken.
    }
  }
}
