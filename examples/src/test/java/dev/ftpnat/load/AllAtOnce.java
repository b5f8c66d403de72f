package dev.ftpnat.load;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Has many environments running at the same time, each with a client that is logged in. */
final class AllAtOnce {

  private AllAtOnce() {}

  /** With the number of environments as the argument. */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    List<FtpNat> environments = new ArrayList<>();
    List<Session> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        environments.add(nat);
        sessions.add(new Session(nat, i, false));
      }
      for (Session session : sessions) {
        session.transfer();
      }
      System.out.printf(
          "%d environments at once, each with a client: %s of at most %d KB%n",
          count, Footprint.now(), Runtime.getRuntime().maxMemory() / 1024);
    } finally {
      for (Session session : sessions) {
        session.close();
      }
      environments.forEach(FtpNat::close);
    }
  }
}
