package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.internal.server.data.DataServices;
import dev.ftpnat.internal.server.data.Listings;
import dev.ftpnat.internal.server.data.StallTimer;
import dev.ftpnat.internal.server.direct.DirectService;
import dev.ftpnat.internal.server.reply.ReplyCatalog;
import dev.ftpnat.internal.server.reply.ReplyFilter;
import dev.ftpnat.internal.server.script.Playbook;
import dev.ftpnat.internal.server.script.ScriptFilter;
import dev.ftpnat.internal.server.session.ServerTime;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.internal.server.spi.ControlLine;
import dev.ftpnat.internal.server.spi.ControlSession;
import dev.ftpnat.internal.server.spi.ServerLog;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.nio.AbstractListener;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.service.IoHandler;
import org.apache.mina.core.service.IoService;
import org.apache.mina.core.session.IoEventType;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.executor.ExecutorFilter;
import org.apache.mina.transport.socket.nio.NioProcessor;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;

/**
 * Accepts control connections and gives each its filters.
 *
 * <p>MINA FtpServer's own listener decodes commands behind the thread that executes them, so it
 * can't see an ABOR or a closed connection while a transfer runs; it also leaves Nagle's algorithm
 * on, which costs 40 ms per reply that follows another.
 */
public final class ControlListener extends AbstractListener {

  private static final int BACKLOG = 1024;
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(800);

  private final Server description;
  private final TlsSettings tls;
  private final ServerNic network;
  private final ServerLog log;
  private final ReplyCatalog catalog;
  private final Optional<InetSocketAddress> endpoint;
  private final Optional<Interpreter> interpreter;
  private final CommandPolicy policy;
  private final ReplyFilter replies;
  private final AtomicLong sessions = new AtomicLong();
  private final DaemonThreads ioThreadNames;

  private boolean stopped;
  private SessionExecutor sessionThreads;
  private ServerTime time;
  private Playbook script;
  private ExecutorService ioThreads;
  private NioProcessor processor;
  private NioSocketAcceptor acceptor;
  private volatile DirectService direct;
  private volatile IoService running;

  public ControlListener(
      Server description,
      TlsSettings tls,
      ServerNic network,
      ServerLog log,
      ReplyCatalog catalog,
      Optional<Interpreter> interpreter) {
    super(
        network.controlEndpoint().map(InetSocketAddress::getHostString).orElse(null),
        network.controlEndpoint().map(InetSocketAddress::getPort).orElse(0),
        description.tls() == TlsMode.IMPLICIT,
        tls,
        dataConfiguration(description.tls() == TlsMode.IMPLICIT),
        0,
        null);
    this.description = description;
    this.tls = tls;
    this.network = network;
    this.log = log;
    this.catalog = catalog;
    this.interpreter = interpreter;
    endpoint = network.controlEndpoint();
    ioThreadNames = new DaemonThreads("ftpnat-io-", network::atServer);
    policy = new CommandPolicy(description);
    replies = new ReplyFilter(catalog);
  }

  private static org.apache.ftpserver.DataConnectionConfiguration dataConfiguration(
      boolean implicitTls) {
    DataConnectionConfigurationFactory factory = new DataConnectionConfigurationFactory();
    factory.setImplicitSsl(implicitTls);
    return factory.createDataConnectionConfiguration();
  }

  /** Starts to accept connections. */
  public synchronized void start(ServerContext context) throws IOException {
    if (sessionThreads != null) {
      throw new IllegalStateException("The listener has been started before");
    }
    sessionThreads = context.sessionThreads();
    time = new ServerTime(sessionThreads.pool());
    script = Playbook.of(description, time);
    DataServices data =
        new DataServices(
            network,
            tls,
            description.acceptTimeout(),
            description.foreignData(),
            sessionThreads.pool(),
            new StallTimer(description.stallTimeout(), time),
            time,
            Listings.of(description));
    ControlHandler handler = new ControlHandler(policy, data, interpreter);
    handler.init(context, this);
    IoHandler events = new ControlEvents(context, handler, interpreter.isPresent());
    if (endpoint.isPresent()) {
      listen(endpoint.get(), events);
    } else {
      direct = new DirectService(this::addFilters, events);
      running = direct;
    }
  }

  private void listen(InetSocketAddress address, IoHandler events) throws IOException {
    ioThreads = ioThreadNames.pool();
    sessionThreads.prepare();
    try {
      processor = new ControlReader(ioThreads);
      acceptor = new NioSocketAcceptor(ioThreads, processor);
      acceptor.setBacklog(BACKLOG);
      acceptor.getSessionConfig().setTcpNoDelay(true);
      // MINA would wait for the sessions without a limit; stop() closes them itself.
      acceptor.setCloseOnDeactivation(false);
      acceptor.setFilterChainBuilder(this::addFilters);
      acceptor.setHandler(events);
      running = acceptor;
      acceptor.bind(address);
      setPort(acceptor.getLocalAddress().getPort());
    } catch (IOException | RuntimeException e) {
      stop();
      throw e;
    }
  }

  /**
   * Opens a session over a connection that the network brings.
   *
   * @throws SocketException if the server has stopped
   */
  public ControlSession open(ControlLine line) throws SocketException {
    return direct.open(line);
  }

  private void addFilters(IoFilterChain chain) throws SSLException {
    SessionLog sessionLog = SessionLog.plant(chain.getSession(), sessions.incrementAndGet(), log);
    if (isImplicitSsl()) {
      chain.addLast(ControlTls.NAME, new ControlTls(tls));
    }
    chain.addLast(
        "codec", new ControlCodec(interpreter.map(Interpreter::lines).orElse(LineHabits.PATIENT)));
    chain.addLast("log", new CommandLogFilter(sessionLog, network, catalog));
    chain.addLast("backpressure", new Backpressure(sessionThreads));
    chain.addLast(ScriptFilter.NAME, new ScriptFilter(script));
    chain.addLast("transfer", new TransferFilter(sessionThreads, policy, interpreter));
    chain.addLast(
        "threads",
        new ExecutorFilter(
            sessionThreads,
            IoEventType.SESSION_OPENED,
            IoEventType.MESSAGE_RECEIVED,
            IoEventType.EXCEPTION_CAUGHT,
            IoEventType.SESSION_CLOSED));
    chain.addLast("replies", replies);
  }

  @Override
  public synchronized void stop() {
    if (sessionThreads == null || stopped) {
      return;
    }
    stopped = true;
    // A test that ran into its time limit closes with the interrupt flag set, and MINA's locks
    // would give up at once.
    boolean interrupted = Thread.interrupted();
    if (acceptor != null) {
      acceptor.unbind();
    }
    if (processor != null) {
      // Closes every session, which makes the TransferFilter close its data connection.
      processor.dispose();
    }
    if (acceptor != null) {
      acceptor.dispose();
    }
    if (ioThreads != null) {
      ioThreads.shutdown();
    }
    if (direct != null) {
      direct.stop();
    }
    long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
    time.stop();
    try {
      sessionThreads.stop(deadline);
      ioThreadNames.join(deadline);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether a session has something to do that doesn't depend on its client: a command to execute,
   * a reply to send, or its end.
   */
  public boolean isBusy() {
    IoService sessions = running;
    return sessions != null
        && (time.isBusy()
            || sessions.getManagedSessions().values().stream().anyMatch(this::isBusy));
  }

  /** Says something in all sessions, and tells how many they are. */
  public int say(Reply reply, String source) {
    List<IoSession> open = List.copyOf(running.getManagedSessions().values());
    open.forEach(session -> ScriptFilter.of(session).say(session, reply, source));
    return open.size();
  }

  private boolean isBusy(IoSession session) {
    boolean waits = SessionLog.of(session) != null && SessionLog.of(session).mayTakeLong();
    return session.isClosing()
        || (sessionThreads.isRunning(session) && (!waits || sessionThreads.waiting(session) > 0));
  }

  /** Lets time pass at once for whatever the server waits for. */
  public void advance(Duration duration) {
    time.advance(duration);
  }

  /** What the threads of the server are about. */
  public Activity activity() {
    SessionExecutor executor;
    synchronized (this) {
      executor = sessionThreads;
    }
    Activity own = ioThreadNames.activity();
    return executor == null ? own : own.and(executor.activity());
  }

  @Override
  public synchronized boolean isStopped() {
    return stopped || running == null;
  }

  @Override
  public synchronized Set<FtpIoSession> getActiveSessions() {
    return running.getManagedSessions().values().stream()
        .map(session -> new FtpIoSession(session, null))
        .collect(Collectors.toSet());
  }

  @Override
  public void start(FtpServerContext context) {
    throw new UnsupportedOperationException("EmbeddedFtpServer starts its listener itself");
  }

  @Override
  public void suspend() {
    throw new UnsupportedOperationException("An embedded server is never suspended");
  }

  @Override
  public void resume() {
    throw new UnsupportedOperationException("An embedded server is never suspended");
  }

  @Override
  public boolean isSuspended() {
    return false;
  }
}
