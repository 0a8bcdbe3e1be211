package io.bpmnconnect.it;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * Speaks the Camunda 8 REST API and does nothing: every command is answered as carried out, at once
 * and with the same few keys. It shows what a connector costs by itself.
 *
 * <p>Each connection has a thread of its own; all share one counter.
 */
final class NullEngine implements AutoCloseable {

  private static final String TOPOLOGY =
      """
      {"brokers":[],"clusterSize":1,"partitionsCount":1,"replicationFactor":1,\
      "gatewayVersion":"8.6.0"}""";
  private static final String PROCESS_INSTANCE =
      """
      {"processDefinitionId":"null","processDefinitionVersion":1,\
      "processDefinitionKey":2251799813685249,"processInstanceKey":2251799813685250,\
      "variables":{},"tenantId":"<default>"}""";
  private static final String MESSAGE =
      """
      {"messageKey":2251799813685251,"tenantId":"<default>"}""";
  private static final String CORRELATION =
      """
      {"messageKey":2251799813685251,"processInstanceKey":2251799813685250,\
      "tenantId":"<default>"}""";
  private static final String SIGNAL =
      """
      {"signalKey":2251799813685252,"tenantId":"<default>"}""";
  private static final String NO_JOBS = "{\"jobs\":[]}";

  private static final String REFUSED =
      """
      {"type":"about:blank","title":"Unauthorized","status":401,"detail":"%s"}""";

  private final Consumer<String> commands;
  private final Function<String, Optional<String>> guard;
  private final AtomicLong received = new AtomicLong();
  private final LoopbackServer server;

  private NullEngine(Consumer<String> commands, Function<String, Optional<String>> guard) {
    this.commands = commands;
    this.guard = guard;
    this.server = LoopbackServer.start((request, response, context) -> serve(request, response));
  }

  /**
   * Starts one.
   *
   * @param commands gets the JSON body of each command before it is answered, on the threads of
   *     several connections at once
   */
  static NullEngine start(Consumer<String> commands) {
    return new NullEngine(commands, authorization -> Optional.empty());
  }

  /**
   * Starts one that not everybody may ask.
   *
   * @param guard tells of the value of the header {@code Authorization}, or an empty text, why it
   *     is refused; asked on the threads of several connections at once
   */
  static NullEngine guarded(Consumer<String> commands, Function<String, Optional<String>> guard) {
    return new NullEngine(commands, guard);
  }

  URI address() {
    return server.address();
  }

  /** How many commands have come in. */
  long received() {
    return received.get();
  }

  @Override
  public void close() {
    server.close();
  }

  private void serve(ClassicHttpRequest request, ClassicHttpResponse response)
      throws IOException, HttpException {
    Header authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    Optional<String> refusal = guard.apply(authorization == null ? "" : authorization.getValue());
    if (refusal.isPresent()) {
      EntityUtils.consume(request.getEntity());
      response.setCode(HttpStatus.SC_UNAUTHORIZED);
      response.setEntity(
          new StringEntity(REFUSED.formatted(refusal.get()), ContentType.APPLICATION_PROBLEM_JSON));
      return;
    }
    if (Method.GET.isSame(request.getMethod())) {
      answer(response, TOPOLOGY);
      return;
    }
    commands.accept(EntityUtils.toString(request.getEntity(), StandardCharsets.UTF_8));
    received.incrementAndGet();
    switch (request.getPath()) {
      case "/v2/process-instances" -> answer(response, PROCESS_INSTANCE);
      case "/v2/messages/publication" -> answer(response, MESSAGE);
      case "/v2/messages/correlation" -> answer(response, CORRELATION);
      case "/v2/signals/broadcast" -> answer(response, SIGNAL);
      case "/v2/jobs/activation" -> answer(response, NO_JOBS);
      default -> response.setCode(204); // a job is settled
    }
  }

  private static void answer(ClassicHttpResponse response, String json) {
    response.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
  }
}
