package dev.ftpnat.internal.server.personality;

import dev.ftpnat.internal.server.control.Interpreter;
import dev.ftpnat.internal.server.control.LineHabits;
import dev.ftpnat.internal.server.data.DataServices;
import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.Habits;
import dev.ftpnat.internal.server.personality.conversation.Partner;
import dev.ftpnat.internal.server.personality.conversation.Personality;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.session.CommandLine;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.topology.Server;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.mina.core.session.IoSession;

/** Leads what the clients of one server say to their conversations. */
final class PlayedSessions implements Interpreter {

  private static final String ATTRIBUTE = PlayedSessions.class.getName();

  private final Personality personality;
  private final Habits habits;
  private final Server description;
  private final Path home;
  private final TlsSettings tls;

  PlayedSessions(Personality personality, Server description, Path home, TlsSettings tls) {
    this.personality = personality;
    this.description = description;
    this.home = home;
    this.tls = tls;
    Habits own = personality.habits();
    habits =
        own.withAccept(description.chosenAcceptTimeout().orElse(own.accept()))
            .withHandshake(description.chosenAcceptTimeout().orElse(own.handshake()))
            .withStall(description.chosenStallTimeout().orElse(own.stall()));
  }

  @Override
  public LineHabits lines() {
    return habits.lines();
  }

  private static Conversation of(IoSession session) {
    return (Conversation) session.getAttribute(ATTRIBUTE);
  }

  @Override
  public void opened(FtpIoSession session, DataServices services) {
    Conversation conversation =
        personality
            .conversation()
            .apply(new Partner(session, services, description, habits, home, tls));
    session.setAttribute(ATTRIBUTE, conversation);
    conversation.greet();
    conversation.goOnListening();
  }

  @Override
  public void execute(FtpIoSession session, CommandLine line) {
    Conversation conversation = of(session);
    if (conversation == null || conversation.isOver()) {
      return;
    }
    conversation.heard();
    Command command = Command.of(line);
    if (line.unreadable().isPresent()) {
      boolean tooLong = line.unreadable().get().meaning() == Meaning.TOO_LONG;
      conversation.unreadable(command, tooLong);
    } else if (description.refusedCommands().contains(command.verb())) {
      conversation.refuse(command);
    } else {
      conversation.answer(command);
    }
    answerDeferred(conversation);
    conversation.goOnListening();
  }

  private static void answerDeferred(Conversation conversation) {
    Optional<Command> next = conversation.nextDeferred();
    while (next.isPresent() && !conversation.isOver()) {
      conversation.answer(next.get());
      next = conversation.nextDeferred();
    }
  }

  @Override
  public boolean meanwhile(IoSession session, CommandLine line, boolean waiting) {
    Conversation conversation = of(session);
    Command command = Command.of(line);
    return conversation != null
        && !waiting
        && line.unreadable().isEmpty()
        && conversation.isTransferring()
        && !description.refusedCommands().contains(command.verb())
        && conversation.answersMeanwhile(command);
  }

  @Override
  public boolean mayTakeLong(CommandLine line) {
    return !habits.atOnce() && SessionLog.waits(Command.of(line).verb());
  }

  @Override
  public boolean left(IoSession session) {
    Conversation conversation = of(session);
    if (conversation != null) {
      conversation.leave();
    }
    return cuts(conversation);
  }

  @Override
  public boolean closed(IoSession session) {
    Conversation conversation = of(session);
    if (conversation != null) {
      conversation.end();
    }
    return cuts(conversation);
  }

  private static boolean cuts(Conversation conversation) {
    return conversation == null || conversation.cutsWhenClientLeaves();
  }
}
