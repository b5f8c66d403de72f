package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.link.ToxicCollection;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;

/** Hears what is done to links. Called by the API's thread, so it must be quick. */
public interface LinkListener {

  /** Hears nothing. */
  LinkListener NONE = (link, change, toxic) -> {};

  /** A toxic of a link comes, goes, or changes. */
  void toxic(String link, ToxicCollection.Change change, Toxic toxic);

  /** A link goes down, or is up again. */
  default void switched(String link, boolean up) {}
}
