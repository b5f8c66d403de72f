package dev.ftpnat.junit;

import dev.ftpnat.ChannelAttachment;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gets channels of {@code java.nio} onto the networks of tests, before the first test can open one.
 * JUnit finds it on the class path. The system property {@code ftpnat.channels}, if it is {@code
 * off}, leaves the JVM's channels as they are.
 */
public final class ChannelsOfSession implements LauncherSessionListener {

  private static final String PROPERTY = "ftpnat.channels";

  /** As JUnit makes it. */
  public ChannelsOfSession() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (!"off".equalsIgnoreCase(System.getProperty(PROPERTY))) {
      // Where it can't be had, a failure of a client that uses channels says so.
      boolean ignored = ChannelAttachment.install();
    }
  }
}
