package dev.ftpnat.internal.kernel;

/**
 * An exchange of which the kernel and the simulation make something different, or made when it was
 * kept.
 */
record Disagreement(Exchange exchange, Outcome kernel, Outcome simulation) {

  /** For people, and for {@code netfilter-exchanges.json}. */
  String report() {
    StringBuilder report = new StringBuilder(exchange + "\n");
    line(report, "to the client", kernel.toClient(), simulation.toClient());
    line(report, "to the server", kernel.toServer(), simulation.toServer());
    line(report, "unacknowledged", kernel.unacknowledged(), simulation.unacknowledged());
    line(report, "pinholes", kernel.pinholes(), simulation.pinholes());
    return report
        .append("  to be kept: ")
        .append(new RecordedExchange(exchange, kernel).json())
        .append('\n')
        .toString();
  }

  private static void line(StringBuilder report, String what, Object kernel, Object simulation) {
    if (!kernel.equals(simulation)) {
      report
          .append("  " + what + " on the kernel: " + RecordedExchange.json(kernel) + "\n")
          .append("  " + what + " simulated:     " + RecordedExchange.json(simulation) + "\n");
    }
  }
}
