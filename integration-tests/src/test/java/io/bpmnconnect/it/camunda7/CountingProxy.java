package io.bpmnconnect.it.camunda7;

import io.bpmnconnect.it.LoopbackServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Stands before an engine, passes all on, counts the answers by their status, and sees who asks for
 * jobs.
 */
final class CountingProxy implements AutoCloseable {

  private final URI engine;
  private final LoopbackServer server;
  private final Map<Integer, Integer> answers = new ConcurrentHashMap<>();
  private final Queue<String> fetches = new ConcurrentLinkedQueue<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private CountingProxy(URI engine) {
    this.engine = engine;
    this.server = LoopbackServer.start((request, response, context) -> pass(request, response));
  }

  static CountingProxy start(URI engine) {
    return new CountingProxy(engine);
  }

  /** With the engine's path. */
  URI address() {
    return server.address().resolve(engine.getPath());
  }

  int answered(int status) {
    return answers.getOrDefault(status, 0);
  }

  /** Whether a worker has asked for jobs; the request may still be open. */
  boolean hasAskedForJobs(String workerId) {
    return fetches.stream().anyMatch(body -> body.contains("\"" + workerId + "\""));
  }

  private void pass(ClassicHttpRequest request, ClassicHttpResponse response)
      throws IOException, HttpException {
    byte[] body =
        request.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(request.getEntity());
    HttpRequest.Builder forwarded =
        HttpRequest.newBuilder(engine.resolve(request.getRequestUri()))
            .method(request.getMethod(), BodyPublishers.ofByteArray(body));
    for (String name : new String[] {"authorization", "content-type"}) {
      Header header = request.getFirstHeader(name);
      if (header != null) {
        forwarded.header(name, header.getValue());
      }
    }
    if (request.getRequestUri().endsWith("/fetchAndLock")) {
      fetches.add(new String(body, StandardCharsets.UTF_8));
    }
    HttpResponse<byte[]> answer = send(forwarded.build());
    answers.merge(answer.statusCode(), 1, Integer::sum);
    response.setCode(answer.statusCode());
    answer
        .headers()
        .firstValue("www-authenticate")
        .ifPresent(value -> response.setHeader("www-authenticate", value));
    answer
        .headers()
        .firstValue("content-type")
        .ifPresent(
            type ->
                response.setEntity(new ByteArrayEntity(answer.body(), ContentType.parse(type))));
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the proxy is being closed");
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
