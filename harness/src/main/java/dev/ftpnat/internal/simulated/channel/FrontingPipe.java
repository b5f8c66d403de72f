package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;

/** A pipe of the JDK's, for our selectors. */
final class FrontingPipe extends Pipe {

  private final Source source;
  private final Sink sink;

  FrontingPipe(SelectorProvider provider, Pipe real) {
    this.source = new Source(provider, real.source());
    this.sink = new Sink(provider, real.sink());
  }

  @Override
  public SourceChannel source() {
    return source;
  }

  @Override
  public SinkChannel sink() {
    return sink;
  }

  private static final class Source extends SourceChannel implements Fronting {

    private final SourceChannel real;
    private final Registrations registrations = new Registrations();

    Source(SelectorProvider provider, SourceChannel real) {
      super(provider);
      this.real = real;
    }

    @Override
    public SelectableChannel real() {
      return real;
    }

    @Override
    public Registrations registrations() {
      return registrations;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
      return on(() -> real.read(buffer));
    }

    @Override
    public long read(ByteBuffer[] buffers) throws IOException {
      return on(() -> real.read(buffers));
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
      return on(() -> real.read(buffers, offset, length));
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
      registrations.configureBlocking(real, block);
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
      real.close();
    }
  }

  private static final class Sink extends SinkChannel implements Fronting {

    private final SinkChannel real;
    private final Registrations registrations = new Registrations();

    Sink(SelectorProvider provider, SinkChannel real) {
      super(provider);
      this.real = real;
    }

    @Override
    public SelectableChannel real() {
      return real;
    }

    @Override
    public Registrations registrations() {
      return registrations;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
      return on(() -> real.write(buffer));
    }

    @Override
    public long write(ByteBuffer[] buffers) throws IOException {
      return on(() -> real.write(buffers));
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
      return on(() -> real.write(buffers, offset, length));
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
      registrations.configureBlocking(real, block);
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
      real.close();
    }
  }
}
