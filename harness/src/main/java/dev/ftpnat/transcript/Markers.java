package dev.ftpnat.transcript;

import dev.ftpnat.transcript.LogLine.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The marks by which clients' logs tell who has said a line. */
final class Markers {

  /**
   * What a mark says.
   *
   * @param client which client's mark it is; empty if several have it
   * @param texts what was said: more than a line in one, as Python does
   */
  record Marked(Kind kind, String client, List<String> texts) {}

  private static final String TIME =
      "(?:\\d{4}-\\d\\d-\\d\\d )?\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d+)?(?: ?[AP]M)?";

  /** FileZilla's words, in the languages in which its users paste them. */
  private static final String COMMAND =
      "Command|Befehl|Commande|Comando|Comanda|Polecenie|Příkaz|Parancs|Opdracht|Kommando|Komento"
          + "|Komut|Команда|Εντολή|命令|コマンド|명령";

  private static final String RESPONSE =
      "Response|Antwort|Réponse|Respuesta|Resposta|Risposta|Răspuns|Odpowiedź|Odpověď|Odpoveď"
          + "|Válasz|Antwoord|Respons|Svar|Vastaus|Yanıt|Cevap|Ответ|Відповідь|Απάντηση|响应|回應"
          + "|レスポンス|応答|응답";

  private static final String REMARK =
      "Status|Statut|Estado|Stato|Stav|Állapot|Stan|Статус|状态|状態|狀態|상태|Error|Fehler|Erreur"
          + "|Errore|Erro|Błąd|Chyba|Hiba|Fout|Fel|Feil|Virhe|Hata|Ошибка|Помилка|错误|エラー|Trace|Warning";

  private static final Pattern FILEZILLA_COMMAND =
      Pattern.compile("(?:" + COMMAND + ")\\s?[:：]\\s*(.*)");
  private static final Pattern FILEZILLA_RESPONSE =
      Pattern.compile("(?:" + RESPONSE + ")\\s?[:：]\\s?(.*)");
  private static final Pattern FILEZILLA_REMARK = Pattern.compile("(?:" + REMARK + ")\\s?[:：].*");
  private static final Pattern FILEZILLA_SERVER =
      Pattern.compile("\\(\\d+\\)\\s?.{0,60}?\\([^()]*\\)\\s?> ?(.*)");

  private static final Pattern WINSCP = Pattern.compile("([<>.!*]) (" + TIME + ") (.*)");
  private static final Pattern PYTHON =
      Pattern.compile("\\*(cmd|resp|welcome)\\* (?:b|u)?(['\"])(.*)\\2");
  private static final Pattern PYTHON_LOW_LEVEL = Pattern.compile("\\*(?:put|get|retry)\\* .*");
  private static final Pattern ARROW_OUT = Pattern.compile("-{2,3}> (.*)");
  private static final Pattern ARROW_IN = Pattern.compile("<-{2,3}(?: (.*))?");
  private static final Pattern LFTP_REMARK = Pattern.compile("(?:-{4}|\\*{4}) .*");
  private static final Pattern SIGN_OUT = Pattern.compile("> (.*)");
  private static final Pattern SIGN_IN = Pattern.compile("<(?: (.*))?");
  private static final Pattern CURL_REMARK = Pattern.compile("\\*\\s.*");
  private static final Pattern WORD_OUT =
      Pattern.compile("(?i:C|Client|Sent|Send|Sending|Out|>>>?|->|=>)\\s?(?::|(?<=[>]))\\s?(.*)");
  private static final Pattern WORD_IN =
      Pattern.compile(
          "(?i:S|Server|Recv|Received|Receiving|In|<<<?|<-|<=)\\s?(?::|(?<=[<=-]))\\s?(.*)");
  private static final Pattern WGET_STEP =
      Pattern.compile("==> ([A-Z]{3,4})(?: \\(\\d+\\))?(?: (.{0,1000}?))?? \\.\\.\\.");
  private static final Pattern WGET_LOGIN = Pattern.compile("Logging in as (\\S+) \\.\\.\\..*");

  private static final Pattern CODE = Pattern.compile("[1-6][0-9][0-9](?:[ -].*)?");

  private Markers() {}

  static boolean hasCode(String text) {
    return CODE.matcher(text).matches();
  }

  /** What the mark at the beginning of a line says, if there is one. */
  static Optional<Marked> of(String line) {
    return strong(line).or(() -> weak(line));
  }

  private static Optional<Marked> strong(String line) {
    Matcher python = PYTHON.matcher(line);
    if (python.matches()) {
      Kind kind = python.group(1).equals("cmd") ? Kind.CLIENT : Kind.SERVER;
      return Optional.of(
          new Marked(
              kind, "Python's ftplib", List.of(PythonText.unescaped(python.group(3)).split("\n"))));
    }
    if (PYTHON_LOW_LEVEL.matcher(line).matches()) {
      // The same again, as it was on the wire.
      return Optional.of(new Marked(Kind.OTHER, "", List.of(line)));
    }
    Matcher winscp = WINSCP.matcher(line);
    if (winscp.matches()) {
      Kind kind =
          switch (winscp.group(1)) {
            case ">" -> Kind.CLIENT;
            case "<" -> Kind.SERVER;
            default -> Kind.OTHER;
          };
      return Optional.of(new Marked(kind, "WinSCP", List.of(winscp.group(3))));
    }
    return first(
        marked(FILEZILLA_COMMAND, line, Kind.CLIENT, "FileZilla")
            .filter(found -> Verbs.mayBeCommand(found.texts().get(0))),
        marked(FILEZILLA_RESPONSE, line, Kind.SERVER, "FileZilla"),
        FILEZILLA_REMARK.matcher(line).matches()
            ? Optional.of(new Marked(Kind.OTHER, "", List.of(line)))
            : Optional.empty(),
        filezillaServer(line),
        marked(ARROW_IN, line, Kind.SERVER, "lftp"),
        marked(ARROW_OUT, line, Kind.CLIENT, line.startsWith("--->") ? "" : "wget")
            .filter(found -> Verbs.mayBeCommand(found.texts().get(0))),
        LFTP_REMARK.matcher(line).matches()
            ? Optional.of(new Marked(Kind.OTHER, "", List.of(line)))
            : Optional.empty());
  }

  private static Optional<Marked> filezillaServer(String line) {
    Matcher matcher = FILEZILLA_SERVER.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String text = matcher.group(1);
    if (hasCode(text)) {
      return Optional.of(new Marked(Kind.SERVER, "FileZilla Server", List.of(text)));
    }
    return Verbs.isCommand(text)
        ? Optional.of(new Marked(Kind.CLIENT, "FileZilla Server", List.of(text)))
        : Optional.empty();
  }

  /** Marks that stand before other things as well. */
  private static Optional<Marked> weak(String line) {
    if (CURL_REMARK.matcher(line).matches()) {
      return Optional.of(new Marked(Kind.OTHER, "curl", List.of(line)));
    }
    return first(
        marked(SIGN_OUT, line, Kind.CLIENT, "").map(Markers::unquoted).filter(Markers::isCommand),
        marked(SIGN_IN, line, Kind.SERVER, "")
            .map(Markers::unquoted)
            .filter(found -> !isHttp(found)),
        marked(WORD_OUT, line, Kind.CLIENT, "plain").filter(Markers::isCommand),
        marked(WORD_IN, line, Kind.SERVER, "plain").filter(found -> hasCode(found.texts().get(0))));
  }

  /** Clients in JavaScript show a line as it is written there, with its end. */
  private static Marked unquoted(Marked found) {
    String text = found.texts().get(0);
    boolean quoted = text.length() > 1 && text.startsWith("'") && text.endsWith("'");
    if (!quoted && !text.contains("\\r\\n")) {
      return found;
    }
    String inside = quoted ? text.substring(1, text.length() - 1) : text;
    List<String> lines = List.of(PythonText.unescaped(inside).split("\n"));
    return new Marked(found.kind(), found.client(), lines.isEmpty() ? List.of("") : lines);
  }

  private static boolean isCommand(Marked found) {
    return Verbs.isCommand(found.texts().get(0).stripTrailing());
  }

  private static boolean isHttp(Marked found) {
    return found.texts().get(0).startsWith("HTTP/");
  }

  /** The steps that wget tells of without what was said. */
  static List<String> wgetSteps(String line) {
    List<String> steps = new ArrayList<>();
    Matcher login = WGET_LOGIN.matcher(line);
    if (login.matches()) {
      steps.add("USER " + login.group(1));
      steps.add("PASS");
      return steps;
    }
    for (Matcher step = WGET_STEP.matcher(line); step.find(); ) {
      boolean alone = step.group(2) == null || step.group(2).isBlank();
      steps.add(alone ? step.group(1) : step.group(1) + " " + step.group(2));
    }
    return steps;
  }

  private static Optional<Marked> marked(Pattern pattern, String line, Kind kind, String client) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String text = matcher.group(1) == null ? "" : matcher.group(1);
    return Optional.of(new Marked(kind, client, List.of(text)));
  }

  @SafeVarargs
  private static Optional<Marked> first(Optional<Marked>... candidates) {
    for (Optional<Marked> candidate : candidates) {
      if (candidate.isPresent()) {
        return candidate;
      }
    }
    return Optional.empty();
  }
}
