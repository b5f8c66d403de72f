package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.reply.MinaReplies;
import dev.ftpnat.internal.server.session.CommandLine;
import dev.ftpnat.internal.server.session.SessionLog;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.ftpserver.ConnectionConfig;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.command.CommandFactory;
import org.apache.ftpserver.filesystem.nativefs.NativeFileSystemFactory;
import org.apache.ftpserver.ftplet.FileSystemFactory;
import org.apache.ftpserver.ftplet.FtpStatistics;
import org.apache.ftpserver.ftplet.Ftplet;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.ftpletcontainer.FtpletContainer;
import org.apache.ftpserver.ftpletcontainer.impl.DefaultFtpletContainer;
import org.apache.ftpserver.impl.DefaultFtpStatistics;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.message.MessageResource;

/** What the commands of one server share. */
public final class ServerContext implements FtpServerContext {

  private final UserManager users;
  private final CommandFactory commands;
  private final Listener listener;
  private final SessionExecutor sessionThreads;
  private final FileSystemFactory files = new NativeFileSystemFactory();
  private final FtpStatistics statistics = new DefaultFtpStatistics();
  private final FtpletContainer ftplets = new DefaultFtpletContainer();
  private final ConnectionConfig limits = unlimited();
  private final MessageResource mina = new MinaReplies();

  public ServerContext(
      UserManager users,
      CommandFactory commands,
      Listener listener,
      UnaryOperator<Runnable> atServer,
      Optional<Interpreter> interpreter) {
    this.sessionThreads =
        new SessionExecutor(
            atServer,
            interpreter
                .<Predicate<CommandLine>>map(own -> own::mayTakeLong)
                .orElse(line -> SessionLog.waits(new CommandRequest(line).getCommand())));
    this.users = users;
    this.commands = commands;
    this.listener = listener;
  }

  private static ConnectionConfig unlimited() {
    ConnectionConfigFactory factory = new ConnectionConfigFactory();
    factory.setMaxLogins(0);
    factory.setMaxLoginFailures(0);
    factory.setLoginFailureDelay(0);
    // Not to let anonymous in, but to refuse it like any other: at PASS, not by hanging up at USER.
    factory.setAnonymousLoginEnabled(true);
    factory.setMaxAnonymousLogins(Integer.MAX_VALUE);
    return factory.createConnectionConfig();
  }

  SessionExecutor sessionThreads() {
    return sessionThreads;
  }

  @Override
  public ThreadPoolExecutor getThreadPoolExecutor() {
    return sessionThreads.pool();
  }

  @Override
  public ConnectionConfig getConnectionConfig() {
    return limits;
  }

  @Override
  public MessageResource getMessageResource() {
    return mina;
  }

  @Override
  public FtpletContainer getFtpletContainer() {
    return ftplets;
  }

  @Override
  public Listener getListener(String name) {
    return getListeners().get(name);
  }

  @Override
  public Map<String, Listener> getListeners() {
    return Map.of("default", listener);
  }

  @Override
  public CommandFactory getCommandFactory() {
    return commands;
  }

  @Override
  public UserManager getUserManager() {
    return users;
  }

  @Override
  public FileSystemFactory getFileSystemManager() {
    return files;
  }

  @Override
  public FtpStatistics getFtpStatistics() {
    return statistics;
  }

  @Override
  public Ftplet getFtplet(String name) {
    return null;
  }

  @Override
  public void dispose() {
    listener.stop();
  }
}
