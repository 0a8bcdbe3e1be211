package io.bpmnconnect.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Sends requests to one part of the stack and reads the answers, JSON mostly. Thread-safe. */
final class JsonHttp {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final String base;
  private final Duration timeout;
  private final Optional<Login> login;

  JsonHttp(URI base, Duration timeout) {
    this(base, timeout, Optional.empty());
  }

  /**
   * For one part.
   *
   * @param base what all paths are added to
   */
  JsonHttp(URI base, Duration timeout, Optional<Login> login) {
    this.base = base.toString().replaceFirst("/+$", "");
    this.timeout = timeout;
    this.login = login;
  }

  /** An answer of whatever status. */
  record Answer(String request, int status, String body) {
    boolean isSuccess() {
      return status / 100 == 2;
    }

    /** Itself, or an error that has the request, the status and the body. */
    Answer orThrow() {
      if (isSuccess()) {
        return this;
      }
      throw new StackException(request + " was answered " + status + ": " + body);
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, "application/json", BodyPublishers.noBody());
  }

  Answer send(String method, String path, String json) throws IOException, InterruptedException {
    return send(method, path, "application/json", BodyPublishers.ofString(json));
  }

  Answer send(String method, String path, String contentType, BodyPublisher body)
      throws IOException, InterruptedException {
    URI uri = URI.create(base + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Content-Type", contentType)
            .header("Accept", "application/json, text/plain;q=0.5")
            .method(method, body);
    login.ifPresent(it -> request.header("Authorization", it.header()));
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return new Answer(method + " " + uri, response.statusCode(), response.body());
  }

  JsonNode parse(String json) {
    try {
      return mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new StackException("not JSON: " + json, e);
    }
  }

  String write(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new StackException("cannot be written as JSON: " + value, e);
    }
  }
}
