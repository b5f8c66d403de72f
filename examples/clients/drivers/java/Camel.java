import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;

/** A consumer that polls once, or a producer, in passive mode. */
final class Camel {

  public static void main(String[] args) throws Exception {
    boolean secure = args[0].equals("tls");
    String url = System.getenv("FTPNAT_URL");
    String endpoint =
        (secure ? url.replaceFirst("^ftp:", "ftps:") : url)
            + "?passiveMode=true&binary=true&fileName=file.bin"
            + (secure ? "&execPbsz=0&execProt=P" : "");
    Path local = Path.of(args[2]);
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.start();
      if (args[1].equals("put")) {
        context.createProducerTemplate().sendBody(endpoint, local.toFile());
      } else {
        get(context, endpoint + "&throwExceptionOnConnectFailed=true", local);
      }
    }
    System.exit(0);
  }

  private static void get(DefaultCamelContext context, String endpoint, Path local)
      throws Exception {
    ConsumerTemplate consumer = context.createConsumerTemplate();
    Exchange file = consumer.receiveNoWait(endpoint);
    if (file == null) {
      // All that Camel says: there is no such file. A program that polls is content with that.
      System.err.println("nothing there");
      System.exit(0);
    }
    if (file.getException() != null) {
      throw file.getException();
    }
    Files.write(local, file.getIn().getBody(byte[].class));
    consumer.doneUoW(file);
  }
}
