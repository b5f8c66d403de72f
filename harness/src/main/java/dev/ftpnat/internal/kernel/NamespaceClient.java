package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NamespaceServerSocketFactory;
import dev.ftpnat.internal.kernel.netns.NamespaceSocketFactory;
import dev.ftpnat.internal.kernel.netns.NamespaceStack;
import dev.ftpnat.internal.network.ClientEnd;
import dev.ftpnat.internal.network.ThreadAttachment;
import java.io.IOException;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** A client's host, which is a network namespace. */
record NamespaceClient(Namespace host) implements ClientEnd {

  @Override
  public ThreadAttachment enter() {
    return NamespaceStack.enter(host);
  }

  @Override
  public Process start(ProcessBuilder command) throws IOException {
    if (host.isClosed()) {
      // What its path names may be another file by now, even another environment's namespace.
      throw new IOException("the environment is closed");
    }
    List<String> inNamespace = new ArrayList<>(List.of("nsenter", "--net=" + host.path(), "--"));
    inNamespace.addAll(command.command());
    command.command(inNamespace);
    // Java keeps the thread that awaits the process for a minute: it had better not stay there.
    return NamespaceStack.atHome(command::start);
  }

  @Override
  public SocketFactory socketFactory() {
    return new NamespaceSocketFactory(host);
  }

  @Override
  public ServerSocketFactory serverSocketFactory() {
    return new NamespaceServerSocketFactory(host);
  }

  @Override
  public Proxy socksProxy() {
    return Proxy.NO_PROXY;
  }
}
