#!/bin/sh
# Packages: Maven org.apache.mina:mina-core 2.2.10 (with slf4j 2.0.17)
# Measured: 2026-11-30, OpenJDK 17.0.15
#
# Apache MINA, which Apache FtpServer is built on, says of writes that wait when a session is closed at once that they have
# been written: isWritten() is true, getException() null, and the listeners are run. The client has got none of it. So a
# server that logs or counts what it has sent by these futures has it all sent to a client that has gone, and one that
# sends the next piece when the last is done sends all that there is, in a moment, to nobody. The one write that had begun
# is told nothing at all.
#
# Expected: WriteFuture's documentation: isWritten() is true "if the write operation is finished successfully", and
# WriteToClosedSessionException is there for what is written to a closed session.
#
# Seen, of 1,000 pieces of 64 KB and a client that reads nothing until the session is closed by closeNow():
#   before closeNow  more than half written: false, failed: 0
#   after closeNow   more than half written: true, failed: 0
#   not told         1
#   the client got   more than half: false
#
# Needs: JDK 17, Maven, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java_program() { # $1: GROUP:ARTIFACT:VERSION...; the source of Measure.java on standard input; leaves $work/lib and $work/Measure.class
  cat >"$work/Measure.java"
  for artifact in $1; do
    mvn -B -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
      { cat "$work/log"; echo "not measured: can't get $artifact"; exit 2; }
  done
  javac -cp "$work/lib/*" -d "$work" "$work/Measure.java"
}
java_program "org.apache.mina:mina-core:2.2.10 org.slf4j:slf4j-api:2.0.17 org.slf4j:slf4j-nop:2.0.17" <<'JAVA'
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.future.WriteFuture;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;

class Measure {
  static final int PIECES = 1_000;
  static final int LENGTH = 64 * 1024;

  public static void main(String[] arguments) throws Exception {
    CompletableFuture<IoSession> opened = new CompletableFuture<>();
    NioSocketAcceptor acceptor = new NioSocketAcceptor(1);
    acceptor.setHandler(
        new IoHandlerAdapter() {
          @Override
          public void sessionOpened(IoSession session) {
            opened.complete(session);
          }
        });
    acceptor.bind(new InetSocketAddress("127.0.0.1", 0));
    try (Socket client = new Socket("127.0.0.1", acceptor.getLocalAddress().getPort())) {
      IoSession session = opened.get(10, TimeUnit.SECONDS);
      List<WriteFuture> pieces = new ArrayList<>();
      for (int n = 0; n < PIECES; n++) {
        pieces.add(session.write(IoBuffer.wrap(new byte[LENGTH])));
      }
      pieces.get(0).await(10_000);
      say("before closeNow", pieces);
      session.closeNow().await(10_000);
      pieces.get(PIECES - 1).await(5_000);
      say("after closeNow", pieces);
      System.out.printf("%-16s %d%n", "not told", pieces.stream().filter(piece -> !piece.isDone()).count());
      long got = 0;
      byte[] buffer = new byte[LENGTH];
      client.setSoTimeout(10_000);
      for (int read = client.getInputStream().read(buffer); read > 0; read = client.getInputStream().read(buffer)) {
        got += read;
      }
      System.out.printf("%-16s more than half: %s%n", "the client got", got > (long) PIECES * LENGTH / 2);
    } finally {
      acceptor.dispose();
    }
  }

  static void say(String when, List<WriteFuture> pieces) {
    System.out.printf(
        "%-16s more than half written: %s, failed: %d%n",
        when,
        pieces.stream().filter(WriteFuture::isWritten).count() > PIECES / 2,
        pieces.stream().filter(piece -> piece.getException() != null).count());
  }
}
JAVA
timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - java -cp "$work/lib/*:$work" Measure \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
before closeNow  more than half written: false, failed: 0
after closeNow   more than half written: true, failed: 0
not told         1
the client got   more than half: false
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
