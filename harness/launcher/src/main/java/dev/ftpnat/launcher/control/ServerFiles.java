package dev.ftpnat.launcher.control;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The files on the server. */
final class ServerFiles {

  private static final AtomicLong PARTS = new AtomicLong();

  private final Path home;

  ServerFiles(Path home) {
    this.home = home;
  }

  /**
   * @param name of a file, with a slash in front; empty for all
   */
  Answer answer(Request request, String name) throws IOException, CallException {
    if (name.length() < 2) {
      if (!request.method().equals("GET")) {
        throw CallException.ofMethod("/v1/files", "GET");
      }
      return Answer.json(Map.of("files", list()));
    }
    Path file = home.resolve(name.substring(1)).normalize();
    if (!file.startsWith(home) || file.equals(home)) {
      throw new CallException(400, "`" + name + "` isn't inside of the server's directory");
    }
    return switch (request.method()) {
      case "GET" -> get(file, name);
      case "PUT" -> put(request, file);
      case "DELETE" -> delete(file, name);
      default -> throw CallException.ofMethod("/v1/files/NAME", "GET", "PUT", "DELETE");
    };
  }

  private static Answer get(Path file, String name) throws IOException, CallException {
    if (!Files.isRegularFile(file)) {
      throw new CallException(404, "there is no file `" + name.substring(1) + "` on the server");
    }
    return Answer.of("application/octet-stream", Files.readAllBytes(file));
  }

  private static Answer put(Request request, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    // Not beside it, where clients would see it in listings.
    Path part =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("put-" + PARTS.incrementAndGet() + ".part");
    try {
      Files.copy(request.body(), part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException e) {
      // Of a move, the other file is the one that was asked for.
      throw e.getOtherFile() == null
          ? e
          : new FileSystemException(e.getOtherFile(), null, e.getReason());
    } finally {
      Files.deleteIfExists(part);
    }
    return Answer.nothing();
  }

  private static Answer delete(Path file, String name) throws IOException, CallException {
    if (!Files.deleteIfExists(file)) {
      throw new CallException(404, "there is no file `" + name.substring(1) + "` on the server");
    }
    return Answer.nothing();
  }

  private List<Map<String, Object>> list() throws IOException {
    List<Map<String, Object>> files = new ArrayList<>();
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", home.relativize(file).toString().replace('\\', '/'));
            json.put("size", attributes.size());
            files.add(json);
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort((one, other) -> one.get("name").toString().compareTo(other.get("name").toString()));
    return files;
  }
}
