package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.http.Alarm;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.http.HttpClients;
import io.bpmnconnect.engine.http.LastingClient;
import io.bpmnconnect.engine.http.NetworkFaults;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * The way to an authorization server: requests without blocking, within bounds of time and size.
 *
 * <p>Safe for use by any thread. Every fault is {@link ErrorKind#UNAVAILABLE}, but for a proxy that
 * asks for other credentials, and unambiguous: it is not the engine that may or may not have done
 * something.
 */
final class AuthorizationServer implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Shorter than a validation waits, and than an engine's answer is waited for. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** There is one request at a time; the second is for one whose server never answered. */
  private static final int MOST_CONNECTIONS = 2;

  private final LastingClient client;
  private final NetworkFaults faults;
  private final Duration longest;
  private volatile boolean closed;

  AuthorizationServer(NetworkSettings network) {
    this(network, LONGEST);
  }

  /** Waits for at most so long for a whole answer. */
  AuthorizationServer(NetworkSettings network, Duration longest) {
    this.longest = longest;
    this.faults = new NetworkFaults(CONNECT_TIMEOUT, MOST_CONNECTIONS, network);
    this.client =
        HttpClients.open(network, CONNECT_TIMEOUT, MOST_CONNECTIONS, "kafka-connect-bpmn");
  }

  CompletionStage<HttpAnswer> get(URI url) {
    return send(SimpleRequestBuilder.get(url), url);
  }

  CompletionStage<HttpAnswer> post(URI url, TokenRequest request) {
    SimpleRequestBuilder builder =
        SimpleRequestBuilder.post(url)
            .setBody(
                request.body().getBytes(StandardCharsets.US_ASCII),
                ContentType.APPLICATION_FORM_URLENCODED.withCharset((String) null));
    request.authorization().ifPresent(value -> builder.addHeader(HttpHeaders.AUTHORIZATION, value));
    return send(builder, url);
  }

  private CompletionStage<HttpAnswer> send(SimpleRequestBuilder builder, URI url) {
    Timeout timeout = Timeout.ofMilliseconds(longest.toMillis());
    SimpleHttpRequest request =
        builder
            .addHeader(HttpHeaders.ACCEPT, "application/json")
            .setRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout)
                    .setResponseTimeout(timeout)
                    .build())
            .build();
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    HttpContext context = HttpClientContext.create();
    limit(answer, url);
    try {
      client.execute(
          SimpleRequestProducer.create(request),
          new BoundedAnswer(),
          context,
          callback(answer, url, context));
    } catch (RuntimeException refused) { // a client that is being closed throws
      answer.completeExceptionally(fault(refused, url, context));
    }
    return answer;
  }

  private void limit(CompletableFuture<HttpAnswer> answer, URI url) {
    Alarm alarm =
        Alarm.after(
            longest.toMillis(),
            TimeUnit.MILLISECONDS,
            () ->
                answer.completeExceptionally(
                    unavailable(
                        NetworkFaults.server(url)
                            + " did not answer within "
                            + longest.toMillis()
                            + " ms",
                        null)));
    answer.whenComplete((response, failure) -> alarm.off());
  }

  private FutureCallback<HttpAnswer> callback(
      CompletableFuture<HttpAnswer> answer, URI url, HttpContext context) {
    return new FutureCallback<>() {
      @Override
      public void completed(HttpAnswer response) {
        answer.complete(response);
      }

      @Override
      public void failed(Exception fault) {
        answer.completeExceptionally(fault(fault, url, context));
      }

      @Override
      public void cancelled() {
        answer.completeExceptionally(unavailable("the request was cancelled", null));
      }
    };
  }

  private EngineException fault(Exception fault, URI url, HttpContext context) {
    if (closed) {
      return unavailable("the connection to " + NetworkFaults.server(url) + " was closed", null);
    }
    if (fault instanceof BoundedAnswer.TooLarge) {
      return unavailable(fault.getMessage(), fault);
    }
    EngineException classified = faults.classify(fault, url, context);
    if (classified.kind() == ErrorKind.UNAUTHENTICATED) { // a proxy's word: no answer ends up here
      int status = classified.status().orElseThrow();
      return EngineException.loginRefused(
          status, "", faults.hop(url) + " answers " + status + " " + classified.title().orElse(""));
    }
    return unavailable(classified.getMessage(), classified.getCause());
  }

  private static EngineException unavailable(String message, Throwable cause) {
    return EngineException.login(ErrorKind.UNAVAILABLE, message, cause);
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
