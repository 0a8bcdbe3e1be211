package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks the engine who it is, and whether it has what the settings need. Changes nothing in it. Safe
 * for use by any thread.
 */
final class EngineCheck {

  private static final String NO_DEFINITION =
      "no process definition is visible: none is deployed, or the user lacks rights; without rights"
          + " the engine answers as if there were nothing";

  private final Camunda7Api api;
  private final VariableOptions options;

  EngineCheck(Camunda7Api api, VariableOptions options) {
    this.api = api;
    this.options = options;
  }

  CompletionStage<EngineInfo> info() {
    return api.send(RestCall.get("version"))
        .handle(
            (answer, failure) ->
                failure == null ? version(answer) : unlessOther(EngineException.from(failure)))
        .thenCompose(version -> version)
        .thenCompose(
            version ->
                visible()
                    .thenCompose(
                        visible ->
                            spin()
                                .thenApply(
                                    spin ->
                                        Camunda7Adapter.info(
                                            version,
                                            visible ? List.of() : List.of(NO_DEFINITION)))));
  }

  private CompletionStage<String> version(JsonNode answer) {
    return answer.path("version").isTextual()
        ? CompletableFuture.completedFuture(answer.path("version").asText())
        : other("it answers GET /version with something else");
  }

  /** A path that is not there, or an answer of something else, says that this is another server. */
  private CompletionStage<String> unlessOther(EngineException failure) {
    boolean answered = failure.status().isPresent();
    boolean noPath =
        answered && (failure.status().getAsInt() == 404 || failure.status().getAsInt() == 405);
    boolean unreadable = !answered && failure.kind() == ErrorKind.INTERNAL;
    return noPath || unreadable
        ? other(failure.getMessage())
        : CompletableFuture.failedFuture(failure);
  }

  private CompletionStage<String> other(String why) {
    return api.camunda8Answers()
        .thenCompose(
            camunda8 ->
                CompletableFuture.failedFuture(
                    EngineException.of(
                        ErrorKind.INTERNAL,
                        "this is not the REST API of the Camunda 7 family: "
                            + (camunda8
                                ? "a Camunda 8 answers there; set engine.type=camunda8"
                                : "GET "
                                    + api.address()
                                    + "/version: "
                                    + why
                                    + "; the API is below"
                                    + " /engine-rest unless the server says otherwise"))));
  }

  /** Also the cheapest call that needs the engine which the address names. */
  private CompletionStage<Boolean> visible() {
    return api.send(RestCall.get("process-definition/count"))
        .thenApply(answer -> answer.path("count").asInt() > 0);
  }

  /**
   * A message that nobody waits for, with a variable of type Json: types are read first, so the
   * refusal tells whether the engine knows it.
   */
  private CompletionStage<Void> spin() {
    if (!options.needSpin()) {
      return CompletableFuture.completedFuture(null);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("messageName", "no-such-message-" + UUID.randomUUID());
    body.put("processVariables", Map.of("probe", Map.of("value", "{}", "type", "Json")));
    return api.accepted(RestCall.post(Camunda7Api.MESSAGE, body))
        .handle(
            (done, failure) -> {
              if (failure != null) {
                require(EngineException.from(failure));
              }
              return null;
            });
  }

  private void require(EngineException refusal) {
    if (refusal.getMessage().contains("Unsupported value type 'Json'")) {
      throw EngineException.of(
          ErrorKind.INVALID,
          options.thoseThatNeedSpin()
              + " needs Spin with its JSON data format in the engine, which has not got it:"
              + " variables of type Json are unknown there");
    }
    if (refusal.kind() != ErrorKind.NOT_FOUND && refusal.kind() != ErrorKind.FORBIDDEN) {
      throw refusal;
    }
  }
}
