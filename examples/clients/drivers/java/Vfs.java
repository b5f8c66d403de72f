import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.VFS;
import org.apache.commons.vfs2.provider.ftp.FtpFileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.ftps.FtpsDataChannelProtectionLevel;
import org.apache.commons.vfs2.provider.ftps.FtpsFileSystemConfigBuilder;

/** In passive mode. */
final class Vfs {

  public static void main(String[] args) throws Exception {
    FileSystemOptions options = new FileSystemOptions();
    String url = System.getenv("FTPNAT_URL");
    if (args[0].equals("tls")) {
      url = url.replaceFirst("^ftp:", "ftps:");
      FtpsFileSystemConfigBuilder settings = FtpsFileSystemConfigBuilder.getInstance();
      settings.setPassiveMode(options, true);
      settings.setDataChannelProtectionLevel(options, FtpsDataChannelProtectionLevel.P);
    } else {
      FtpFileSystemConfigBuilder.getInstance().setPassiveMode(options, true);
    }
    try (FileObject file = VFS.getManager().resolveFile(url + "file.bin", options)) {
      if (args[1].equals("put")) {
        try (OutputStream content = file.getContent().getOutputStream()) {
          Files.copy(Path.of(args[2]), content);
        }
      } else {
        Files.write(Path.of(args[2]), file.getContent().getByteArray());
      }
    }
    VFS.close();
  }
}
