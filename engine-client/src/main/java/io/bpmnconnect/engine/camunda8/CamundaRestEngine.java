package io.bpmnconnect.engine.camunda8;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.auth.Logins;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.http.HttpTransport;
import io.bpmnconnect.engine.rest.JsonApi;
import io.bpmnconnect.engine.rest.RestCall;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Speaks the Camunda 8 Orchestration Cluster REST API v2.
 *
 * <p>Safe for use by any thread; the only state is the transport's connection pool.
 */
public final class CamundaRestEngine implements ProcessEngine {

  private static final String API_PATH = "/v2";

  private static final String CAMUNDA_7_PATH = "/engine-rest";

  private static final int NO_SUCH_PATH = 404;

  /** What the gateway assumes when a request leaves the long-polling time to it. */
  private static final Duration SERVER_LONG_POLL = Duration.ofSeconds(10);

  /**
   * How long the gateway waits for the end of an instance when a request leaves it to it: its own
   * default for every request. Before the patches of February 2026 (8.6 to 8.9) it waits as long
   * whatever the request says.
   */
  private static final Duration SERVER_AWAIT = Duration.ofSeconds(15);

  private final String camunda7Base;
  private final Duration requestTimeout;
  private final HttpTransport transport;
  private final JsonApi api;
  private final CommandEncoder encoder = new CommandEncoder();
  private final AnswerReader reader = new AnswerReader();

  public CamundaRestEngine(EngineSettings settings) {
    this.camunda7Base = camunda7Base(settings.url());
    this.requestTimeout = settings.requestTimeout();
    this.transport =
        new HttpTransport(settings, Logins.open(settings.authentication(), settings.network()));
    this.api =
        new JsonApi(
            base(settings.url()),
            CommandEncoder.FIXED_PATHS,
            JsonApi.Limit.NONE,
            requestTimeout,
            transport);
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    CompletionStage<CommandResult> result =
        send(() -> command.accept(encoder), () -> responseTimeout(command))
            .thenApply(answer -> reader.result(command.operation(), answer));
    return command instanceof CreateProcessInstance create && create.await().isPresent()
        ? result.exceptionallyCompose(failure -> CompletableFuture.failedFuture(awaited(failure)))
        : result;
  }

  /** Who reads of the timeout should not start the instance once more. */
  private static EngineException awaited(Throwable failure) {
    EngineException cause = EngineException.from(failure);
    return cause.kind() == ErrorKind.TIMEOUT
        ? cause.during(
            "the end of the process instance did not come in time; the instance itself was most"
                + " likely created, and goes on")
        : cause;
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    return send(
            () -> encoder.activation(activation), () -> longPoll(activation).plus(requestTimeout))
        .thenApply(reader::jobs);
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    return send(() -> CommandEncoder.TOPOLOGY, () -> requestTimeout)
        .thenApply(reader::info)
        .exceptionallyCompose(failure -> unlessCamunda7(EngineException.from(failure)));
  }

  /** Both products are called Camunda, and who has the other one should be told so. */
  private CompletionStage<EngineInfo> unlessCamunda7(EngineException failure) {
    if (failure.status().orElse(0) != NO_SUCH_PATH) {
      return CompletableFuture.failedFuture(failure);
    }
    return new JsonApi(camunda7Base, List.of(), JsonApi.Limit.NONE, requestTimeout, transport)
        .send(RestCall.get("version"), Problems::read)
        .handle((answer, none) -> none == null && answer.path("version").isTextual())
        .thenCompose(
            camunda7 ->
                CompletableFuture.failedFuture(
                    camunda7
                        ? EngineException.of(
                            ErrorKind.INTERNAL,
                            "this is not a Camunda 8 REST API: an engine of the Camunda 7 family"
                                + " answers at "
                                + camunda7Base
                                + "; set engine.type=camunda7")
                        : failure));
  }

  @Override
  public void close() {
    transport.close();
  }

  /** The response timeout is asked for when the encoder has found no time too long. */
  private CompletionStage<HttpAnswer> send(
      Supplier<RestCall> encoding, Supplier<Duration> responseTimeout) {
    try {
      RestCall call = encoding.get();
      return api.exchange(call, responseTimeout.get());
    } catch (EngineException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /** The engine answers a creation that waits for the instance's end only after that. */
  private Duration responseTimeout(EngineCommand command) {
    return command instanceof CreateProcessInstance create
        ? create
            .await()
            .map(CamundaRestEngine::wait)
            .map(requestTimeout::plus)
            .orElse(requestTimeout)
        : requestTimeout;
  }

  private static Duration wait(Await await) {
    return await.timeout().isZero() ? SERVER_AWAIT : await.timeout();
  }

  private static Duration longPoll(JobActivation activation) {
    Duration asked = activation.requestTimeout();
    if (asked.isZero()) {
      return SERVER_LONG_POLL;
    }
    return asked.isNegative() ? Duration.ZERO : asked;
  }

  private static String camunda7Base(URI url) {
    String text = url.toString().replaceAll("(/v2)?/*$", "");
    return text.endsWith(CAMUNDA_7_PATH) ? text : text + CAMUNDA_7_PATH;
  }

  private static String base(URI url) {
    String text = url.toString().replaceAll("/+$", "");
    return text.endsWith(API_PATH) ? text : text + API_PATH;
  }
}
