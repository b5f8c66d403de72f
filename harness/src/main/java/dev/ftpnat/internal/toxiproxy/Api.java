package dev.ftpnat.internal.toxiproxy;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.ftpnat.internal.toxiproxy.http.Request;
import dev.ftpnat.internal.toxiproxy.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Toxiproxy's HTTP API: what the paths and methods mean. Answers one request after the other. */
final class Api implements Function<Request, Response> {

  private static final String JSON = "application/json";
  private static final String VERSION = "2.12.0";

  private final ProxyCollection proxies;
  private final ProxyCalls proxyCalls;
  private long requests;

  Api(ProxyCollection proxies, ProxyCalls.Factory factory) {
    this.proxies = proxies;
    this.proxyCalls = new ProxyCalls(proxies, factory);
  }

  @Override
  public synchronized Response apply(Request request) {
    String clean = Paths.clean(request.path());
    if (!clean.equals(request.path())) {
      return Response.empty(301).with("Location", Paths.encode(clean) + request.query());
    }
    Call call;
    try {
      call = route(request);
    } catch (ApiException e) {
      // No such path, or no such method there: Toxiproxy's router says so on its own.
      return e.status() == 404 ? Response.error(404, e.getMessage()) : Response.empty(e.status());
    }
    return answer(request, call)
        .with("X-Toxiproxy-Request-Id", String.format(Locale.ROOT, "%020x", ++requests));
  }

  private static Response answer(Request request, Call call) {
    if (request.header("User-Agent").orElse("").startsWith("Mozilla/")) {
      // Pages in a browser are not to reconfigure proxies.
      return Response.error(403, "User agent not allowed");
    }
    try {
      return call.run();
    } catch (ApiException e) {
      return Response.error(e.status(), JsonViews.text(JsonViews.error(e)));
    }
  }

  /** What a path and a method stand for. */
  private interface Call {
    Response run() throws ApiException;
  }

  private Call route(Request request) throws ApiException {
    String[] path = request.path().substring(1).split("/", -1);
    for (String segment : path) {
      if (segment.isEmpty()) {
        throw notFound();
      }
    }
    byte[] body = request.body();
    String method = request.method();
    if (path.length == 1) {
      return switch (path[0]) {
        case "version" -> only(method, "GET", Api::version);
        case "reset" -> only(method, "POST", this::reset);
        case "populate" -> only(method, "POST", () -> populate(body));
        case "proxies" ->
            switch (method) {
              case "GET" -> this::list;
              case "POST" -> () -> json(201, JsonViews.of(proxyCalls.create(body)));
              default -> throw wrongMethod();
            };
        default -> throw notFound();
      };
    }
    if (!path[0].equals("proxies") || path.length > 4) {
      throw notFound();
    }
    if (path.length == 2) {
      return proxy(method, path[1], body);
    }
    if (!path[2].equals("toxics")) {
      throw notFound();
    }
    return path.length == 3 ? toxics(method, path[1], body) : toxic(method, path[1], path[3], body);
  }

  private static Call only(String method, String wanted, Call call) throws ApiException {
    if (!method.equals(wanted)) {
      throw wrongMethod();
    }
    return call;
  }

  private static ApiException notFound() {
    return new ApiException(404, "404 page not found");
  }

  private static ApiException wrongMethod() {
    return new ApiException(405, "");
  }

  private Call proxy(String method, String name, byte[] body) throws ApiException {
    return switch (method) {
      case "GET" -> () -> json(200, JsonViews.of(proxies.get(name)));
      case "POST", "PATCH" ->
          () -> json(200, JsonViews.of(proxyCalls.update(proxies.get(name), body)));
      case "DELETE" ->
          () -> {
            proxyCalls.delete(proxies.get(name));
            return Response.empty(204);
          };
      default -> throw wrongMethod();
    };
  }

  private Call toxics(String method, String proxy, byte[] body) throws ApiException {
    return switch (method) {
      case "GET" -> () -> json(200, JsonViews.of(proxies.get(proxy).toxics().all()));
      case "POST" ->
          () -> json(200, JsonViews.of(ToxicCalls.create(proxies.get(proxy).toxics(), body)));
      default -> throw wrongMethod();
    };
  }

  private Call toxic(String method, String proxy, String name, byte[] body) throws ApiException {
    return switch (method) {
      case "GET" ->
          () -> json(200, JsonViews.of(ToxicCalls.get(proxies.get(proxy).toxics(), name)));
      case "POST", "PATCH" ->
          () -> json(200, JsonViews.of(ToxicCalls.update(proxies.get(proxy).toxics(), name, body)));
      case "DELETE" ->
          () -> {
            ToxicCalls.delete(proxies.get(proxy).toxics(), name);
            return Response.empty(204);
          };
      default -> throw wrongMethod();
    };
  }

  private static Response version() {
    return Response.of(
        200, "application/json;charset=utf-8", "{\"version\": \"" + VERSION + "\"}\n");
  }

  private Response list() {
    JsonObject byName = new JsonObject();
    proxies.all().forEach(proxy -> byName.add(proxy.proxyName(), JsonViews.of(proxy)));
    return json(200, byName);
  }

  private Response reset() throws ApiException {
    proxyCalls.reset();
    return Response.empty(204);
  }

  /** Tells what could be done as well if something couldn't. */
  private Response populate(byte[] body) {
    List<Proxy> done = new ArrayList<>();
    JsonObject json = new JsonObject();
    int status = 201;
    try {
      proxyCalls.populate(body, done);
    } catch (ApiException e) {
      status = e.status();
      json = JsonViews.error(e);
    }
    json.add("proxies", done.isEmpty() ? JsonNull.INSTANCE : JsonViews.ofProxies(done));
    return json(status, json);
  }

  private static Response json(int status, JsonElement body) {
    return Response.of(status, JSON, JsonViews.text(body));
  }
}
