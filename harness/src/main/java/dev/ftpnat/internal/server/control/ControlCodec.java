package dev.ftpnat.internal.server.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import dev.ftpnat.internal.server.reply.SaidReply;
import dev.ftpnat.internal.server.reply.ScriptedReply;
import dev.ftpnat.internal.server.session.CommandLine;
import dev.ftpnat.internal.server.session.SecretReplies;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.core.write.WriteRequest;

/**
 * Makes {@link CommandLine}s of one session's bytes, and bytes of its replies, both in UTF-8 (RFC
 * 2640).
 *
 * <p>MINA's own codec knows no Telnet, keeps what came in clear for the first line under TLS, and
 * drops what stands behind a line that it can't read.
 */
final class ControlCodec extends IoFilterAdapter {

  /** Longer than any path that an operating system takes, in bytes. */
  static final int MAX_COMMAND_LENGTH = 16 * 1024;

  private static final int SHOWN_OF_LONG_LINES = 80;

  private final LineHabits habits;
  private TelnetLines lines;
  private boolean encrypted;

  ControlCodec() {
    this(LineHabits.PATIENT);
  }

  ControlCodec(LineHabits habits) {
    this.habits = habits;
  }

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message) {
    boolean decrypted = message instanceof ControlTls.Decrypted;
    if (lines == null || decrypted != encrypted) {
      // Half a line in clear is no beginning for one under TLS: anybody could have put it there.
      encrypted = decrypted;
      lines = new TelnetLines(MAX_COMMAND_LENGTH, habits, new Received(next, session, encrypted));
    }
    IoBuffer bytes = decrypted ? ((ControlTls.Decrypted) message).bytes() : (IoBuffer) message;
    while (bytes.hasRemaining()) {
      lines.accept(bytes.get());
    }
  }

  @Override
  public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
    if (request.getMessage() instanceof ScriptedReply scripted) {
      request.setMessage(IoBuffer.wrap(sent(session, request, scripted.bytes())));
    } else if (request.getMessage() instanceof SaidReply said) {
      List<String> segments = said.segments();
      int last = segments.size() - 1;
      for (String segment : segments.subList(0, last)) {
        byte[] bytes = sent(session, request, segment.getBytes(UTF_8));
        next.filterWrite(session, new DefaultWriteRequest(IoBuffer.wrap(bytes)));
      }
      byte[] bytes = sent(session, request, segments.get(last).getBytes(UTF_8));
      request.setMessage(IoBuffer.wrap(bytes));
    } else if (request.getMessage() instanceof FtpReply reply) {
      byte[] bytes = sent(session, request, reply.toString().getBytes(UTF_8));
      request.setMessage(IoBuffer.wrap(bytes));
    }
    next.filterWrite(session, request);
  }

  private static byte[] sent(IoSession session, WriteRequest request, byte[] reply) {
    return ControlTls.protects(session, request) ? SecretReplies.of(session, reply) : reply;
  }

  private record Received(NextFilter next, IoSession session, boolean encrypted)
      implements TelnetLines.Listener {

    @Override
    public void line(byte[] bytes) {
      next.messageReceived(session, read(bytes));
    }

    private CommandLine read(byte[] bytes) {
      try {
        String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return new CommandLine(text, encrypted);
      } catch (CharacterCodingException e) {
        return unreadable(bytes, Meaning.NOT_IN_UTF8.reply());
      }
    }

    @Override
    public void longLine(byte[] beginning) {
      next.messageReceived(
          session, unreadable(beginning, Meaning.TOO_LONG.reply(MAX_COMMAND_LENGTH)));
    }

    private CommandLine unreadable(byte[] bytes, MeantReply why) {
      String text = new String(bytes, UTF_8);
      String shown =
          text.length() > SHOWN_OF_LONG_LINES ? text.substring(0, SHOWN_OF_LONG_LINES) : text;
      return new CommandLine(shown, encrypted, Optional.of(why));
    }

    @Override
    public void answer(byte[] telnet) {
      next.filterWrite(session, new DefaultWriteRequest(IoBuffer.wrap(telnet)));
    }
  }
}
