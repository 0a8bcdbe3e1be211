package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.stack.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A real Toxiproxy server with one proxy, which stands before a real server, such as an engine.
 * What it does to the bytes on their way is added and taken away while connections are open.
 *
 * @see <a href="https://github.com/Shopify/toxiproxy#toxics">what toxics there are</a>
 */
public final class Toxiproxy implements AutoCloseable {

  /** The bytes that a toxic is for: requests go up to the server, answers come down. */
  public enum Stream {
    UPSTREAM,
    DOWNSTREAM
  }

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ChildProcess process;
  private final URI api;
  private final URI address;

  private Toxiproxy(ChildProcess process, URI api, URI address) {
    this.process = process;
    this.api = api;
    this.address = address;
  }

  /** Starts one before a server; the program must be installed. */
  public static Toxiproxy before(URI server) {
    int port = freePort();
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("toxiproxy");
    ChildProcess process =
        ChildProcess.start(
            List.of(
                GoProgram.TOXIPROXY.installed().orElseThrow().toString(),
                "-host",
                "127.0.0.1",
                "-port",
                Integer.toString(port)),
            Map.of("LOG_LEVEL", "warn"),
            work,
            work.resolve("toxiproxy-" + port + ".log"));
    URI api = URI.create("http://127.0.0.1:" + port);
    await("Toxiproxy is ready")
        .ignoreExceptions()
        .until(() -> send(api, "GET", "/version", Map.of()).statusCode() == 200);
    int way = freePort();
    Toxiproxy proxy = new Toxiproxy(process, api, URI.create("http://127.0.0.1:" + way));
    proxy.call(
        "POST",
        "/proxies",
        Map.of("name", "engine", "listen", "127.0.0.1:" + way, "upstream", hostAndPort(server)));
    return proxy;
  }

  private static String hostAndPort(URI server) {
    return server.getHost() + ":" + server.getPort();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the server is reached through it. */
  public URI address() {
    return address;
  }

  /** Does this to every byte of all connections, those that are open included. */
  public void add(String toxic, Stream stream, Map<String, Integer> attributes) {
    call(
        "POST",
        "/proxies/engine/toxics",
        Map.of(
            "name",
            toxic,
            "type",
            toxic,
            "stream",
            stream.name().toLowerCase(Locale.ROOT),
            "attributes",
            attributes));
  }

  public void remove(String toxic) {
    call("DELETE", "/proxies/engine/toxics/" + toxic, Map.of());
  }

  /** Closes every connection, and refuses new ones until it is enabled again. */
  public void enable(boolean enabled) {
    call("POST", "/proxies/engine", Map.of("enabled", enabled));
  }

  /** Stands before another server from now on; every connection is closed. */
  public void moveBefore(URI server) {
    call("POST", "/proxies/engine", Map.of("upstream", hostAndPort(server)));
  }

  private void call(String method, String path, Map<String, Object> body) {
    HttpResponse<String> answer = send(api, method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
  }

  private static HttpResponse<String> send(
      URI api, String method, String path, Map<String, Object> body) {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(api.resolve(path))
              .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.stop(GRACE);
  }
}
