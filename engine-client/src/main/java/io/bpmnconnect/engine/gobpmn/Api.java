package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.http.HttpTransport;
import io.bpmnconnect.engine.rest.JsonApi;
import io.bpmnconnect.engine.rest.RestCall;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends calls of the API. Safe for use by any thread. */
final class Api {

  /** What the engine reads of a body. */
  static final int LARGEST_BODY = 1_048_576;

  private final JsonApi json;

  Api(URI url, Duration requestTimeout, HttpTransport transport) {
    this.json =
        new JsonApi(
            url.toString(),
            List.of(),
            new JsonApi.Limit(GoBpmnEngine.PRODUCT, LARGEST_BODY),
            requestTimeout,
            transport);
  }

  /** Sends one call; see {@link JsonApi#send}. */
  CompletionStage<JsonNode> send(RestCall call) {
    return json.send(call, Problems::refusal);
  }
}
