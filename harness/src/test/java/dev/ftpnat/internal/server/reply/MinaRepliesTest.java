package dev.ftpnat.internal.server.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.message.MessageResource;
import org.junit.jupiter.api.Test;

/** What MINA wants to say has a meaning here. */
class MinaRepliesTest {

  /** Of these the server has its own. */
  private static final Set<String> REPLACED =
      Set.of(
          "AUTH", "EPRT", "EPSV", "FEAT", "MKD", "MLSD", "MLST", "NLST", "OPTS", "PASV", "PBSZ",
          "PORT", "PROT", "PWD", "SIZE", "TYPE");

  private final MinaReplies replies = new MinaReplies();

  /** Fails if a later MINA has more to say. */
  @Test
  void everyTextOfMinaHasAMeaning() throws IOException {
    Properties texts = new Properties();
    try (InputStream in = MessageResource.class.getResourceAsStream("FtpStatus.properties")) {
      texts.load(in);
    }
    TreeSet<String> unknown = new TreeSet<>();
    for (String key : texts.stringPropertyNames()) {
      String[] parts = key.split("\\.", 3);
      String subId = parts.length == 1 ? null : key.substring(parts[0].length() + 1);
      boolean replaced = parts.length > 1 && REPLACED.contains(parts[1]);
      if (!replaced && replies.getMessage(Integer.parseInt(parts[0]), subId, null) == null) {
        unknown.add(key);
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void whatMinaFilledInIsADetail() {
    String text = replies.getMessage(211, "STAT", null);
    assertThat(text).contains("{server.ip}", "{client.ip}", "{client.login.name}");
    String filled =
        text.replace("{server.ip}", "10.0.1.121")
            .replace("{client.ip}", "198.51.100.2")
            .replace("{client.login.name}", "ftpnat");
    assertThat(MinaReplies.meaning(new DefaultFtpReply(211, filled)))
        .isEqualTo(new MeantReply(Meaning.STATUS, List.of("10.0.1.121", "198.51.100.2", "ftpnat")));
  }

  @Test
  void whatIsFixedInMinaIsToldByItsCode() {
    assertThat(MinaReplies.meaning(new DefaultFtpReply(503, "PORT or PASV must be issued first")))
        .isEqualTo(Meaning.DATA_ADDRESS_FIRST.reply());
    assertThat(MinaReplies.meaning(new DefaultFtpReply(150, "FILE: /a b")))
        .isEqualTo(Meaning.RECEIVING_UNIQUE_FILE.reply("/a b"));
  }

  @Test
  void helpIsAskedForByWhatTheClientSaid() {
    assertThat(replies.getMessage(214, "{CLIENT.HOME}", null)).contains("{request.arg}");
  }
}
