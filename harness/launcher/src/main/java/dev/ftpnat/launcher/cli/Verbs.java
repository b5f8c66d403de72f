package dev.ftpnat.launcher.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes verbs, those that want it with the client's command. */
final class Verbs implements IFactory {

  private final ClientArguments client;

  Verbs(ClientArguments client) {
    this.client = client;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (TakesCommand.class.isAssignableFrom(type)) {
      Constructor<K> constructor = type.getDeclaredConstructor(ClientArguments.class);
      return constructor.newInstance(client);
    }
    return CommandLine.defaultFactory().create(type);
  }
}
