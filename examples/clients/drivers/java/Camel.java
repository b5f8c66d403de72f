import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;

/** A consumer that polls once, in passive mode. */
final class Camel {

  public static void main(String[] args) throws Exception {
    boolean secure = args[0].equals("tls");
    String url = System.getenv("FTPNAT_URL");
    String endpoint =
        (secure ? url.replaceFirst("^ftp:", "ftps:") : url)
            + "?passiveMode=true&binary=true&fileName=file.bin&throwExceptionOnConnectFailed=true"
            + (secure ? "&execPbsz=0&execProt=P" : "");
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.start();
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
      Files.write(Path.of(args[1]), file.getIn().getBody(byte[].class));
      consumer.doneUoW(file);
    }
    System.exit(0);
  }
}
