package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.script.Reply;
import java.util.ArrayList;
import java.util.List;

/** What the server says otherwise: what real servers, and broken ones, have been seen to say. */
final class ScriptSettings {

  static final List<String> LISTINGS = List.of("LIST", "NLST", "MLSD");

  private ScriptSettings() {}

  static List<Setting> all() {
    return List.of(
        greeting(),
        replies("USER", "USER").with(said("REFUSED", 2, "530 Not you")).setting(),
        replies("PASS", "PASS")
            .with(said("REFUSED", 2, "530 Login incorrect"))
            .with(executed("MULTI_LINE", 2, "230-Welcome", " 230 of you are here", "230 Logged in"))
            .setting(),
        replies("FEAT", "FEAT")
            .with(said("EMPTY", 1, "211 No features"))
            .with(said("INDENTED", 2, "211-Features:", " EPSV", " SIZE", " UTF8", "211 End"))
            .setting(),
        pasv(),
        epsv(),
        replies("PORT", "PORT", "EPRT").with(said("REFUSED", 1, "500 Illegal PORT")).setting(),
        transfer("RETR", "RETR"),
        transfer("STOR", "STOR"),
        transfer("LIST", LISTINGS.toArray(String[]::new)),
        replies("SIZE", "SIZE")
            .with(said("NO_NUMBER", 1, "213 unknown"))
            .with(said("NEGATIVE", 1, "213 -1"))
            .setting(),
        replies("QUIT", "QUIT")
            .with("SILENT", "nothing", 1, "Reply.nothing()", Reply.nothing())
            .with("CLOSES", "nothing and closes", 2, "Reply.nothing().end()", Reply.nothing().end())
            .with("RESETS", "a reset", 1, "Reply.nothing().reset()", Reply.nothing().reset())
            .setting());
  }

  private static Setting greeting() {
    return new Setting(
        "script.greeting",
        List.of(
            Choice.direct("usual"),
            greeting("MULTI_LINE", 3, "220-Welcome", "220-to this server", "220 Ready"),
            greeting("BUSY", 2, "421 Too many users"),
            greeting("NO_CODE", 1, "Hello"),
            Choice.of("SILENT", "the server greets nobody", 1)
                .doing(
                    Place.SERVER,
                    ".greeting(Reply.nothing())",
                    draft -> draft.server().greeting(Reply.nothing())),
            Choice.of("SPLIT", "the greeting comes in three segments", 2)
                .doing(
                    Place.SERVER,
                    ".greeting(Reply.of(\"220 Ready\").splitAt(2, 5))",
                    draft -> draft.server().greeting(Reply.of("220 Ready").splitAt(2, 5)))));
  }

  private static Choice greeting(String name, int weight, String... lines) {
    return Choice.of(name, "the server greets with " + ScriptedReplies.quoted(lines), weight)
        .doing(
            Place.SERVER,
            ".greeting(" + ScriptedReplies.of(lines) + ")",
            draft -> draft.server().greeting(Reply.of(lines)));
  }

  private static Setting pasv() {
    return replies("PASV", "PASV")
        .with(executed("NO_PARENTHESES", 3, "227 Entering Passive Mode {host-port}"))
        .with(executed("SPACED", 1, "227 Entering Passive Mode ({spaced-host-port})"))
        .with(executed("EQUALS_SIGN", 1, "227 Entering Passive Mode ={host-port}"))
        .with(executed("ZERO_ADDRESS", 3, "227 Entering Passive Mode (0,0,0,0,{port-number})"))
        .with(executed("LOOPBACK", 2, "227 Entering Passive Mode (127,0,0,1,{port-number})"))
        .with(executed("METADATA", 1, "227 Entering Passive Mode (169,254,169,254,{port-number})"))
        .with(executed("OTHER_HOST", 2, "227 Entering Passive Mode (192,0,2,77,{port-number})"))
        .with(executed("PORT_ZERO", 1, "227 Entering Passive Mode ({host-number},0,0)"))
        .with(executed("LARGE_NUMBERS", 1, "227 Entering Passive Mode (300,0,0,1,999,999)"))
        .with(executed("FOUR_NUMBERS", 1, "227 Entering Passive Mode ({host-number})"))
        .with(executed("NO_NUMBERS", 1, "227 Entering Passive Mode"))
        .with(executed("MULTI_LINE", 1, "227-Entering", "227 Passive Mode ({host-port})"))
        .with(said("NO_PORT", 1, "425 No port is free"))
        .with(said("CLOSES", 1, "421 Too many connections"))
        .with("SILENT", "nothing", 1, "Reply.nothing()", Reply.nothing())
        .setting();
  }

  private static Setting epsv() {
    return replies("EPSV", "EPSV")
        .with(executed("AS_227", 1, "227 Entering Passive Mode ({host-port})"))
        .with(
            executed(
                "WITH_ADDRESS", 2, "229 Entering Extended Passive Mode (|1|{address}|{port}|)"))
        .with(executed("OTHER_DELIMITER", 1, "229 Entering Extended Passive Mode (!!!{port}!)"))
        .with(executed("PORT_ZERO", 1, "229 Entering Extended Passive Mode (|||0|)"))
        .with(executed("LARGE_PORT", 1, "229 Entering Extended Passive Mode (|||99999|)"))
        .with(executed("NO_PORT", 1, "229 Entering Extended Passive Mode (|||)"))
        .with(executed("NO_PARENTHESES", 1, "229 Entering Extended Passive Mode |||{port}|"))
        .with(said("UNKNOWN", 3, "500 Unknown command"))
        .with("SILENT", "nothing", 1, "Reply.nothing()", Reply.nothing())
        .setting();
  }

  private static Setting transfer(String name, String... commands) {
    return replies(name, commands)
        .with(said("DECLINED", 3, "550 No such file or directory"))
        .with(said("BUSY", 1, "450 File is busy"))
        .with(said("NO_CONNECTION", 1, "425 Can't open data connection"))
        .with(executed("CONCLUDED_BY_250", 2, "250 Done"))
        .with(executed("CONCLUDED_BY_451", 3, "451 Disk error"))
        .with(executed("CONCLUDED_BY_426", 2, "426 Broken off"))
        .with(
            "UNCONCLUDED",
            "nothing when the transfer is over",
            2,
            "Reply.nothing().executing()",
            Reply.nothing().executing())
        .with(
            "CLOSED",
            "nothing when the transfer is over, and closes",
            2,
            "Reply.nothing().executing().end()",
            Reply.nothing().executing().end())
        .with(
            "SHUTTING_DOWN",
            "421 when the transfer is over, and closes",
            1,
            "Reply.of(\"421 Shutting down\").executing().end()",
            Reply.of("421 Shutting down").executing().end())
        .with(
            "NO_PRELIMINARY",
            "nothing before the transfer",
            1,
            "Reply.nothing().preliminary()",
            Reply.nothing().preliminary())
        .with(
            "JOINED",
            "150 and 226 in one segment",
            2,
            "Reply.asUsual().preliminary().joined()",
            Reply.asUsual().preliminary().joined())
        .with(
            "SPLIT",
            "226 in two segments",
            1,
            "Reply.asUsual().splitAt(2)",
            Reply.asUsual().splitAt(2))
        .setting();
  }

  private static ScriptedReplies replies(String name, String... commands) {
    return new ScriptedReplies(name, List.of(commands), new ArrayList<>());
  }

  private static ScriptedReplies.Line said(String name, int weight, String... lines) {
    return new ScriptedReplies.Line(name, weight, false, List.of(lines));
  }

  private static ScriptedReplies.Line executed(String name, int weight, String... lines) {
    return new ScriptedReplies.Line(name, weight, true, List.of(lines));
  }
}
