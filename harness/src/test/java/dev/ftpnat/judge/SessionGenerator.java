package dev.ftpnat.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes sessions: what clients say in good order, and now and then something that they shouldn't. A
 * session depends on the seed and its number only.
 */
final class SessionGenerator {

  private static final List<String> FILES =
      List.of("hello.txt", "lines.txt", "empty.txt", "missing", "dir", "a b.txt", "dir/x.txt");
  private static final List<String> DIRECTORIES =
      List.of("", "dir", "empty", "missing", "hello.txt");
  private static final List<String> TYPES = List.of("I", "A", "I", "A", "A N", "L 8", "E", "X", "");
  private static final List<String> ANYTHING =
      List.of("NOOP", "PWD", "SYST", "FEAT", "TYPE I", "TYPE A", "MODE S", "STRU F", "ALLO 10");
  private static final List<String> UPLOADED = List.of("hello", "", "a\\nb\\n", "a\\r\\nb\\r\\n");

  private final long seed;
  private final ServerKind kind;

  SessionGenerator(ServerKind kind, long seed) {
    this.kind = kind;
    this.seed = seed;
  }

  Session session(int number) {
    return new Making(new Random(seed * 1_000_003 + number)).session(number);
  }

  /** One session that is being made. */
  private final class Making {
    private final Random random;
    private final List<String> steps = new ArrayList<>();
    private Session.Mode mode;
    private boolean encrypted;
    private boolean isProtected;
    private int depth;

    Making(Random random) {
      this.random = random;
    }

    Session session(int number) {
      mode =
          kind.has(Session.Mode.TLS_1_3)
              ? oneOf(List.of(Session.Mode.values()))
              : Session.Mode.PLAIN;
      beforeLogin();
      int count = 3 + random.nextInt(6);
      for (int i = 0; i < count; i++) {
        action();
      }
      if (often()) {
        if (kind == ServerKind.PYFTPDLIB_2) {
          // Whether it has noticed by then that a data connection is closed is a matter of chance.
          steps.add("quiet");
        }
        steps.add("> QUIT");
      }
      return new Session("generated " + seed + ":" + number, mode, Set.of(), steps);
    }

    private void beforeLogin() {
      if (seldom()) {
        say(oneOf(List.of("PWD", "NOOP", "SYST", "FEAT", "PASV", "LIST", "XYZZY", "PASS secret")));
      }
      if (mode.encrypts() && often()) {
        if (seldom()) {
          say(oneOf(List.of("PBSZ 0", "PROT P")));
        }
        say("AUTH TLS");
        steps.add("tls");
        encrypted = true;
      }
      say("USER @user@");
      if (seldom()) {
        say(oneOf(List.of("PWD", "NOOP", "PASV", "USER @user@")));
      }
      say("PASS @pass@");
      if (encrypted && often()) {
        say("PBSZ 0");
        say("PROT P");
        isProtected = true;
      }
    }

    private void action() {
      switch (random.nextInt(16)) {
        case 0 -> say(oneOf(ANYTHING));
        case 1 -> say(("TYPE " + oneOf(TYPES)).strip());
        case 2 -> say(oneOf(List.of("SIZE ", "MDTM ", "MLST ")) + oneOf(FILES));
        case 3 -> directories();
        case 4 -> names();
        case 5 -> refused();
        case 6 -> pipelined();
        case 7 -> protection();
        case 8 -> withoutData();
        default -> transfer();
      }
    }

    private void directories() {
      switch (random.nextInt(5)) {
        case 0 -> {
          say("CWD " + (depth == 0 ? "dir" : "missing"));
          depth = 1;
        }
        case 1 -> {
          if (depth > 0) {
            say(oneOf(List.of("CDUP", "CWD ..")));
            depth = 0;
          }
        }
        case 2 -> say("MKD " + oneOf(List.of("new", "new", "dir", "missing/new")));
        case 3 -> say("RMD " + oneOf(List.of("new", "empty", "dir", "missing", "hello.txt")));
        default -> say("PWD");
      }
    }

    private void names() {
      if (often()) {
        say("RNFR " + oneOf(FILES));
      }
      if (seldom()) {
        say("NOOP");
      }
      say("RNTO " + oneOf(List.of("renamed.txt", "missing/x")));
      if (seldom()) {
        say("DELE " + oneOf(FILES));
      }
    }

    private void refused() {
      say(
          oneOf(
              List.of(
                  "XYZZY",
                  "xyzzy foo",
                  "EPSV 3",
                  "EPSV 1",
                  "EPSV 2",
                  "REST x",
                  "MODE B",
                  "MODE Z",
                  "STRU R",
                  "PORT 1,2,3",
                  "PORT 127,0,0,2,200,200",
                  "PORT @me,@,0,80",
                  "EPRT |1|@me.@|80|",
                  "EPRT |1|127.0.0.2|50000|",
                  "EPRT |3|x|50000|",
                  "EPRT x",
                  "MKD",
                  "RETR",
                  "STOR",
                  "DELE",
                  "SIZE",
                  "AUTH FOO",
                  "AUTH TLS",
                  "ABOR",
                  "REIN",
                  "OPTS FOO",
                  "CCC",
                  "USER @user@",
                  "RNTO x")));
      if (steps.get(steps.size() - 1).equals("> AUTH TLS")) {
        steps.add("tls");
      } else if (steps.get(steps.size() - 1).equals("> CCC")
          || (steps.get(steps.size() - 1).equals("> ABOR") && kind == ServerKind.PYFTPDLIB_2)) {
        steps.set(steps.size() - 1, "> NOOP");
      }
    }

    private void pipelined() {
      StringBuilder segment = new StringBuilder(">> ");
      int count = 2 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        segment.append(oneOf(ANYTHING)).append(seldom() ? "\\n" : "\\r\\n");
      }
      steps.add(segment.toString());
      steps.add("quiet");
    }

    private void protection() {
      if (!encrypted) {
        say(oneOf(List.of("PBSZ 0", "PROT P", "PROT C")));
      } else if (random.nextBoolean()) {
        say("PBSZ 0");
        say("PROT P");
        isProtected = true;
      } else {
        say("PROT C");
        isProtected = false;
      }
    }

    private void withoutData() {
      say(oneOf(List.of("RETR hello.txt", "LIST", "STOR up.txt", "NLST", "RETR missing")));
      boolean listening = steps.stream().anyMatch(step -> step.matches("> (PASV|EPSV.*)"));
      if (kind == ServerKind.PYFTPDLIB_2 || (kind == ServerKind.PURE_FTPD_1_0 && listening)) {
        // Which waits for minutes.
        steps.remove(steps.size() - 1);
      }
    }

    private void transfer() {
      boolean active = random.nextInt(4) == 0;
      // Of a listing of inetutils' it skips the first bytes, which may differ.
      String rest =
          seldom() && kind != ServerKind.INETUTILS_2
              ? "REST " + oneOf(List.of("0", "3", "12", "999"))
              : null;
      if (rest != null && random.nextBoolean()) {
        say(rest);
        rest = null;
      }
      if (active) {
        steps.add("listen");
        say(random.nextBoolean() ? "PORT @PORT@" : "EPRT @EPRT@");
      } else {
        say(oneOf(List.of("PASV", "EPSV")));
        steps.add("connect");
      }
      if (rest != null) {
        say(rest);
      }
      if (seldom()) {
        say(oneOf(List.of("NOOP", "PWD", "TYPE I", "TYPE A", "SIZE hello.txt")));
      }
      boolean upload = random.nextInt(3) == 0;
      say(upload ? upload() : download());
      if (active) {
        steps.add("? accept");
      }
      if (isProtected) {
        // Of TLS 1.2 JSSE doesn't resume vsftpd's sessions.
        boolean fresh = kind == ServerKind.VSFTPD_3_0 && mode == Session.Mode.TLS_1_2;
        steps.add(fresh ? "? handshake fresh" : "? handshake");
      }
      if (upload) {
        String content = oneOf(UPLOADED);
        if (!content.isEmpty()) {
          steps.add("? write " + content);
        }
      } else {
        steps.add("? read");
        if (seldom()) {
          steps.add("? quiet");
        }
      }
      steps.add("close");
      steps.add("? reply");
    }

    private String upload() {
      return oneOf(List.of("STOR ", "STOR ", "STOR ", "APPE "))
          + oneOf(List.of("up.txt", "up.txt", "hello.txt", "missing/up.txt", "dir"));
    }

    private String download() {
      return switch (random.nextInt(6)) {
        case 0 -> ("LIST " + oneOf(DIRECTORIES)).strip();
        case 1 -> ("NLST " + oneOf(DIRECTORIES)).strip();
        case 2 -> ("MLSD " + oneOf(DIRECTORIES)).strip();
        default -> "RETR " + oneOf(FILES);
      };
    }

    private void say(String command) {
      steps.add("> " + command);
    }

    private <T> T oneOf(List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    private boolean often() {
      return random.nextInt(5) != 0;
    }

    private boolean seldom() {
      return !often();
    }
  }
}
