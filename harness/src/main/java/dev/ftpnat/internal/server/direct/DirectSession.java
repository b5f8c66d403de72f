package dev.ftpnat.internal.server.direct;

import dev.ftpnat.internal.server.spi.ControlLine;
import dev.ftpnat.internal.server.spi.ControlSession;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.DefaultIoFilterChain;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.service.TransportMetadata;
import org.apache.mina.core.session.AbstractIoSession;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.core.write.WriteToClosedSessionException;

/**
 * MINA's session over a {@link ControlLine}. Whoever has something to send does it at once, and
 * meanwhile also what others have; so they never wait for a client, but for their own words.
 */
final class DirectSession extends AbstractIoSession implements ControlSession {

  private final DirectService service;
  private final ControlLine line;
  private final IoFilterChain chain = new DefaultIoFilterChain(this);
  private final Sending sending = new Sending();
  private final AtomicBoolean lineClosed = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  private volatile boolean resets;

  /** Held by nobody for long: whoever waits to be read waits for it to change. */
  private final Object reading = new Object();

  DirectSession(DirectService service, ControlLine line) {
    super(service);
    this.service = service;
    this.line = line;
    this.config = service.getSessionConfig();
  }

  // What the network calls -------------------------------------------------------------------

  @Override
  public void receive(byte[] segment) throws IOException {
    awaitReading();
    if (ended.get()) {
      throw new SocketException("Broken pipe");
    }
    increaseReadBytes(segment.length, System.currentTimeMillis());
    chain.fireMessageReceived(IoBuffer.wrap(segment));
  }

  @Override
  public void finish() {
    try {
      awaitReading();
    } catch (InterruptedIOException e) {
      // It is being closed.
    }
    if (!ended.get()) {
      chain.fireInputClosed();
    }
  }

  @Override
  public void reset() {
    // First: somebody may be waiting for the client, holding what the filters need.
    closeLine();
    end();
  }

  private void awaitReading() throws InterruptedIOException {
    synchronized (reading) {
      while (isReadSuspended() && !ended.get()) {
        try {
          reading.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while the server didn't read");
        }
      }
    }
  }

  private void wakeReader() {
    synchronized (reading) {
      reading.notifyAll();
    }
  }

  // The end ----------------------------------------------------------------------------------

  private void closeLine() {
    if (lineClosed.compareAndSet(false, true)) {
      if (resets) {
        line.reset();
      } else {
        line.close();
      }
    }
  }

  void resetWhenClosed() {
    resets = true;
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      closeLine();
      service.getListeners().fireSessionDestroyed(this);
      failWaiting();
      wakeReader();
    }
  }

  private void failWaiting() {
    WriteRequest request = getWriteRequestQueue().poll(this);
    while (request != null) {
      fail(request, new WriteToClosedSessionException(request));
      request = getWriteRequestQueue().poll(this);
    }
  }

  private void fail(WriteRequest request, IOException why) {
    decreaseScheduledBytesAndMessages(request);
    request.getFuture().setException(why);
  }

  // What MINA calls --------------------------------------------------------------------------

  /** MINA's way to the line. */
  private final class Sending implements IoProcessor<DirectSession> {

    /** How often there was something to do that nobody has seen to yet. */
    private final AtomicInteger todo = new AtomicInteger();

    private volatile Thread sender;
    private volatile boolean removed;

    @Override
    public void write(DirectSession session, WriteRequest request) {
      getWriteRequestQueue().offer(session, request);
      flush(session);
    }

    @Override
    public void flush(DirectSession session) {
      if (todo.getAndIncrement() > 0) {
        return;
      }
      int seen = 1;
      while (seen != 0) {
        sender = Thread.currentThread();
        try {
          sendAll();
        } finally {
          sender = null;
        }
        seen = todo.addAndGet(-seen);
      }
    }

    private void sendAll() {
      // Behind the last request that is to be sent the queue closes the session by itself.
      sendWaiting();
      if (removed) {
        // What the filters said when it closed: TLS takes its leave.
        sendWaiting();
        end();
      }
    }

    private void sendWaiting() {
      WriteRequest request = getWriteRequestQueue().poll(DirectSession.this);
      while (request != null) {
        send(request);
        request = getWriteRequestQueue().poll(DirectSession.this);
      }
    }

    private void send(WriteRequest request) {
      IoBuffer buffer = (IoBuffer) request.getMessage();
      byte[] segment = new byte[buffer.remaining()];
      try {
        if (lineClosed.get()) {
          throw new WriteToClosedSessionException(request);
        }
        if (segment.length > 0) {
          buffer.duplicate().get(segment);
          line.send(segment);
        }
      } catch (IOException e) {
        fail(request, e);
        closeNow();
        return;
      }
      buffer.position(buffer.limit());
      increaseWrittenBytes(segment.length, System.currentTimeMillis());
      chain.fireMessageSent(request);
    }

    @Override
    public void remove(DirectSession session) {
      removed = true;
      Thread busy = sender;
      if (busy != null && busy != Thread.currentThread()) {
        // It may be waiting for a client that doesn't read.
        closeLine();
      }
      flush(session);
    }

    @Override
    public void updateTrafficControl(DirectSession session) {
      wakeReader();
      flush(session);
    }

    @Override
    public void add(DirectSession session) {
      // It has been opened already.
    }

    @Override
    public boolean isDisposing() {
      return ended.get();
    }

    @Override
    public boolean isDisposed() {
      return ended.get();
    }

    @Override
    public void dispose() {
      reset();
    }
  }

  @Override
  public IoProcessor<DirectSession> getProcessor() {
    return sending;
  }

  @Override
  public IoFilterChain getFilterChain() {
    return chain;
  }

  @Override
  public TransportMetadata getTransportMetadata() {
    return service.getTransportMetadata();
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return line.peer();
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return line.local();
  }

  @Override
  public InetSocketAddress getServiceAddress() {
    return line.local();
  }
}
