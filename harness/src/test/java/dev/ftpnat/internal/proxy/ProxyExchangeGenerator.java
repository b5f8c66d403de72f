package dev.ftpnat.internal.proxy;

import dev.ftpnat.internal.proxy.FtpProxy.Side;
import dev.ftpnat.internal.proxy.ProxyExchange.Act;
import dev.ftpnat.internal.proxy.ProxyExchange.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes exchanges up. Pure: the same seed and number make the same one. */
final class ProxyExchangeGenerator {

  private static final List<String> COMMANDS =
      List.of(
          "NOOP",
          "PWD",
          "pwd",
          "CWD a b",
          "SYST",
          "HELP",
          "STAT",
          "TYPE I",
          "type  I",
          "MODE S",
          "SIZE x",
          "MDTM x",
          "REST 5",
          "ALLO 1",
          "SITE UMASK",
          "XPWD",
          "RNFR a",
          "RNTO b",
          "FEAT",
          "OPTS UTF8 ON",
          "EPSV",
          "EPSV ALL",
          "EPRT |1|127.0.0.1|2000|",
          "AUTH TLS",
          "AUTH SSL",
          "PBSZ 0",
          "PROT P",
          "CCC",
          "MLSD",
          "MLST x",
          "HOST h",
          "CLNT c",
          "LPSV",
          "ACCT x",
          "ABOR",
          "CDUP",
          "MKD x",
          "RMD x",
          "DELE x",
          "",
          " NOOP",
          "NOOP ",
          "NOOP\tx",
          "SITE\ta b",
          "NO\0OP",
          "SITE x\0y",
          "SITE \u00ff\u00ffx",
          "\u00ff\u00f4\u00ff\u00f2ABOR",
          "\u00ff\u00fbxNOOP",
          "\u00ff\u00fdxNOOP",
          "\u00ff\u00fcxNOOP",
          "\u00ff\u00fexNOOP",
          "NOOP\u00ff",
          "NOOP\u00ff\u00fb",
          "\u0016\u0003\u0001\u0002\u0000\u0001",
          "A".repeat(40),
          "USER",
          "PASS",
          "PASS x y",
          "SITE " + "x".repeat(1500),
          "PASV",
          "PASV x",
          "REIN",
          "USER bad..x",
          "USER .x",
          "USER a@b.c",
          "QUIT x",
          "QUIT",
          "USER u");

  private static final List<String> PORTS =
      List.of(
          "{client}",
          "{client}",
          "{client}",
          "{client}",
          " {client}",
          "{client},7",
          "127,0,0,1,9",
          "127, 0, 0, 1, 0, 1",
          "127,0,0,1,0,9",
          "127,0,0,1,0,20",
          "127,0,0,1,0,0",
          "10,0,0,9,4,5",
          "0,0,0,0,4,5",
          "127,0,0,1,256,1",
          "127,0,0,1,-1,1",
          "127,0,0,1,4,x",
          "+127,0,0,1,0,9",
          "127.0.0.1,4,5",
          "",
          "4294967423,0,0,1,0,9",
          "99999999999999999999,0,0,1,0,9");

  private static final List<String> PASSIVES =
      List.of(
          "227 Entering Passive Mode ({server}).",
          "227 Entering Passive Mode ({server})",
          "227 Entering Passive Mode {server}",
          "227 ={server}",
          "227 [{server}]",
          "227   {server}",
          "227 Mode 4 you ({server})",
          "227 (127,0,0,3,0)",
          "227 (127,0,0,3,0,9)",
          "227 (10,9,9,9,4,5)",
          "227 (127,0,0,3,0,0)",
          "227 (127.0.0.3.4.5)",
          "227 ",
          "227-a\r\n227 ({server})",
          "228 ({server})",
          "229 (|||5|)",
          "200 ok",
          "425 no",
          "500 no",
          "421 bye",
          "150 hm\r\n227 ({server})",
          "227 (383,0,0,3,0,9)",
          "227 ( {server})",
          "227 (127,0,0,259,0,9)");

  private static final List<String> REPLIES =
      List.of(
          "200 ok",
          "250 done",
          "331 more",
          "350 pending",
          "450 not now",
          "500 what",
          "550 no",
          "421 bye",
          "230 in",
          "211-a\r\n b\r\n211 end",
          "211-a\r\n211 end",
          "150 wait",
          "125 x",
          "2xx y",
          "22x y",
          "2 3 z",
          "600 x",
          "",
          "abc",
          "200ok",
          "200\tok",
          "200",
          "214 \0x",
          "226 " + "x".repeat(1500),
          "120 soon",
          "\u00ff\u00f4 x",
          "200  two");

  private static final List<String> ENDS = List.of("\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r");

  private final long seed;

  ProxyExchangeGenerator(long seed) {
    this.seed = seed;
  }

  ProxyExchange exchange(int number) {
    return new Draft(new SplittableRandom(seed * 1_000_003 + number)).exchange(number);
  }

  private static final class Draft {

    private final SplittableRandom random;
    private final List<Step> steps = new ArrayList<>();

    Draft(SplittableRandom random) {
      this.random = random;
    }

    ProxyExchange exchange(int number) {
      if (chance(85)) {
        login();
      }
      int blocks = random.nextInt(1, 5);
      for (int i = 0; i < blocks; i++) {
        switch (random.nextInt(10)) {
          case 0, 1 -> answered(any(COMMANDS));
          case 2 -> unanswered();
          case 3, 4, 5 -> passive();
          case 6, 7, 8 -> active();
          default -> odd();
        }
      }
      if (chance(30)) {
        client("QUIT");
      }
      return new ProxyExchange("generated " + number, steps);
    }

    private void login() {
      client("USER u");
      if (chance(90)) {
        server(chance(90) ? "220 ready" : any(List.of("220-a\r\n220 b", "421 no", "120 x", "530")));
        server(chance(90) ? "331 pw" : any(List.of("230 in", "530 no", "421 no", "332 acct")));
      }
      client("PASS p");
      if (chance(90)) {
        server(chance(90) ? "230 in" : "530 no");
      }
    }

    private void answered(String command) {
      client(command);
      server(any(REPLIES));
    }

    private void unanswered() {
      if (chance(50)) {
        client(any(COMMANDS) + "\r\n" + any(COMMANDS));
      } else {
        server(any(REPLIES));
      }
    }

    private void passive() {
      client("PASV");
      if (chance(15)) {
        client(any(List.of("PASV", "NOOP", "ABOR", "PORT {client}", "REIN")));
      }
      boolean early = chance(60);
      if (early) {
        add(Side.CLIENT, Act.CONNECTS, "");
      }
      client(any(List.of("RETR x", "STOR x", "LIST", "nlst  a b", "APPE x", "STOU", "RETR\tx")));
      server(chance(60) ? "227 Entering Passive Mode ({server})" : any(PASSIVES));
      transfer(!early);
    }

    private void active() {
      client("PORT " + any(PORTS));
      client(any(List.of("RETR x", "STOR x", "LIST", "NLST a b", "RETR " + "y".repeat(1200))));
      server(chance(80) ? "200 ok" : any(REPLIES));
      if (chance(80)) {
        add(Side.SERVER, Act.CONNECTS, "");
      }
      transfer(false);
    }

    private void transfer(boolean late) {
      if (chance(70)) {
        server(chance(80) ? "150 here" : any(REPLIES));
      }
      if (late && chance(80)) {
        add(Side.CLIENT, Act.CONNECTS, "");
      }
      Side sender = chance(70) ? Side.SERVER : Side.CLIENT;
      boolean before = chance(25);
      if (before) {
        server("226 done");
      }
      if (chance(90)) {
        add(sender, Act.SENDS, "data");
      }
      if (chance(10)) {
        client("ABOR");
      }
      if (chance(90)) {
        add(sender, Act.ENDS, "");
      }
      if (!before) {
        server(chance(80) ? "226 done" : any(REPLIES));
      }
    }

    private void odd() {
      switch (random.nextInt(6)) {
        case 0 -> add(Side.SERVER, Act.CLOSES, "");
        case 1 -> add(Side.CLIENT, Act.CLOSES, "");
        case 2 -> add(Side.CLIENT, Act.CONNECTS, "");
        case 3 -> client("RETR without");
        case 4 -> answered("REIN");
        default -> client("ABOR");
      }
    }

    private void client(String line) {
      say(Side.CLIENT, line);
    }

    private void server(String line) {
      say(Side.SERVER, line);
    }

    private void say(Side side, String line) {
      String text = line + any(ENDS);
      if (text.length() > 2 && chance(8)) {
        int at = random.nextInt(1, text.length());
        // Not within a name that stands for something.
        if (text.indexOf('{') < 0) {
          add(side, Act.SAYS, text.substring(0, at));
          add(side, Act.SAYS, text.substring(at));
          return;
        }
      }
      add(side, Act.SAYS, text);
    }

    private void add(Side side, Act act, String text) {
      steps.add(new Step(side, act, text));
    }

    private boolean chance(int percent) {
      return random.nextInt(100) < percent;
    }

    private String any(List<String> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}
