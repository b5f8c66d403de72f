package dev.ftpnat.internal.server.personality;

/** Not a server: what is common to most while they have no answers of their own yet. */
abstract class Neutral extends Conversation {

  Neutral(Partner partner) {
    super(partner);
  }

  @Override
  void answer(Command command) {
    switch (command.verb()) {
      case "QUIT" -> {
        say("221 Goodbye.");
        hangUp();
      }
      default -> say("500 Unknown command.");
    }
  }

  @Override
  void idleTooLong() {
    say("421 Timeout.");
    hangUp();
  }
}
