package dev.ftpnat.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command says of words that are wrong. Nothing of it starts anything. */
class WordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rnu DIRECT -- true | Did you mean `run`?",
        "run PRIVATE_IP_PSV -- true | Did you mean `PRIVATE_IP_PASV`?",
        "run private -- true | Did you mean `PRIVATE_IP_PASV`?",
        "run nonsense -- true | `ftpnat list` shows all.",
        "run DIRECT --tsl none -- true | Did you mean `--tls`?",
        "run DIRECT --tls expl -- true | They are: none, explicit, required, implicit.",
        "run DIRECT --timeout soon -- true | `soon` is no time. Write for example 500ms",
        "run DIRECT --connect-give-up 2h -- true | connectGiveUp",
        "run DIRECT curl | The client's command comes behind ` -- `.",
        "run DIRECT | which command? It comes last, behind ` -- `: ftpnat run",
        "run DIRECT -- | there is no command behind",
        "run DIRECT --file nothing -- true | --file: there is no file `nothing`",
        "run DIRECT --server vsftp_3_0 -- true | Did you mean `VSFTPD_3_0`?",
        "run DIRECT --server inetutils_2 --tls required -- true | INETUTILS_2 knows only [NONE]",
        "run --device pfsens -- true | Did you mean `PFSENSE`?",
        "run --device DIRECT -- true | `DIRECT` is a scenario, which takes the place of a device.",
        "run pfsense -- true | `PFSENSE` is a device, which --device and --devices take.",
        "run DIRECT --device PFSENSE -- true | Leave out one of the two",
        "run -- true | Missing required parameter: 'SCENARIO', or --device NAME instead of it",
        "run DIRECT --device-side client -- true | --device-side is about a device",
        "run --device pfsense --device-side in -- true | They are: server, client.",
        "run --device cgn --device-side server -- true | no server can be behind CGN",
        "matrix --scenarios DIRCT -- true | Did you mean `DIRECT`?",
        "matrix --devices pfsens -- true | Did you mean `PFSENSE`?",
        "run DIRECT --passive-ports abc -- true | --passive-ports: `abc` is not a range of ports.",
        "run DIRECT --attachment loopback --network kernel -- true | Leave out one of the two",
        "run DIRECT --share-network --network kernel -- true | --share-network is for the simulated",
        "matrix --attachment loopback --network kernel -- true | Leave out one of the two",
        "matrix --share-network --network kernel -- true | Leave out one of the two",
        "matrix --passive-ports abc -- true | --passive-ports: `abc` is not a range of ports.",
        "run DIRECT --trace nowhere/t.json -- true | --trace: there is no directory",
        "run DIRECT --capture src -- true | --capture: `src` is a directory. Name a file in it",
        "serve DIRECT --ready-file nowhere/ready.json | --ready-file: there is no directory",
        "matrix --report pom.xml -- true | pom.xml` is no directory",
        "explore --report pom.xml/report -- true | pom.xml` is no directory",
        "matrix --jobs 0 -- true | --jobs: 0 is not between 1 and 64",
        "matrix --expect nothing -- true | --expect: there is no file `nothing`",
        "matrix --get nothing -- true | --get: there is no file `nothing`",
        "matrix --get pom.xml --put pom.xml -- true | `pom.xml` is the name of a file of --get as well",
        "matrix --get pom.xml --get ../pom.xml -- true | have the same name, and the server has one",
        "matrix --put pom.xml --put ../pom.xml -- true | have the same name, and the server has one",
        "matrix --get pom.xml --file ../pom.xml -- true | is put on the server by --get already",
        "matrix --put pom.xml --file pom.xml -- true | Let it have another content",
        "explore --get pom.xml --put pom.xml -- true | Give one of them another name",
        "explain | Missing required parameter: 'TRACE'",
        "explain nothing.json | there is no file `nothing.json`",
        "explain src/main | there is no record in the directory `src/main`, which would be called",
        "explore --networks 0 -- true | --networks: 0 is less than 1",
        "explore --jobs 99 -- true | --jobs: 99 is not between 1 and 64",
        "explore --ignore stray -- true | there is no fault `stray`.",
        "explore --get nothing -- true | --get: there is no file `nothing`",
        "explore | which command? It comes last, behind ` -- `: ftpnat explore",
        "serve | Missing required parameter: 'SCENARIO'",
        "serve DRECT | Did you mean `DIRECT`?",
        "serve --device cisco | `ftpnat list` shows all.",
        "serve DIRECT --device cgn | DIRECT and --device CGN are a network each.",
        "list devcies | Did you mean `DEVICES`? They are: scenarios, devices, servers.",
        "'' | say what to do: run, matrix, explore, serve, explain, list or completion",
      })
  void whatIsWrongIsToldWithWhatWouldBeRight(String line, String told) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int status =
        CommandLineInterface.run(
            line.isEmpty() ? new String[0] : line.split(" "),
            new PrintWriter(out, true),
            new PrintWriter(err, true));

    assertThat(err.toString()).contains(told);
    assertThat(status).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }
}
