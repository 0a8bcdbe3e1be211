package io.bpmnconnect.engine.rest;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.http.HttpTransport;
import io.bpmnconnect.engine.json.PlainJson;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.hc.core5.http.Method;

/**
 * Sends the calls of one API. Safe for use by any thread; does not close the transport.
 *
 * <p>Each stage fails with an {@link EngineException}; a call that cannot be written is of kind
 * {@link ErrorKind#INVALID}.
 */
public final class JsonApi {

  private static final byte[] NO_BODY = new byte[0];

  private final String base;
  private final Map<String, URI> fixedUris;
  private final Limit limit;
  private final Duration requestTimeout;
  private final HttpTransport transport;

  /**
   * The largest body that an engine reads: the rest of a larger one would be lost work on both
   * sides.
   *
   * @param product the engine's name, for the message
   */
  public record Limit(String product, int bytes) {

    /** Of an engine that reads bodies of any size. */
    public static final Limit NONE = new Limit("", Integer.MAX_VALUE);
  }

  /**
   * An API.
   *
   * @param base its address; slashes at the end do not count
   * @param fixedPaths those that many calls share: to read an address takes as long as to write a
   *     small body
   * @param requestTimeout for the answer to a call that has no time of its own
   */
  public JsonApi(
      String base,
      List<String> fixedPaths,
      Limit limit,
      Duration requestTimeout,
      HttpTransport transport) {
    this.base = base.replaceAll("/+$", "");
    this.fixedUris = fixedPaths.stream().collect(toMap(identity(), this::under));
    this.limit = limit;
    this.requestTimeout = requestTimeout;
    this.transport = transport;
  }

  /**
   * Sends one call and reads what the engine answers as JSON.
   *
   * @param refusals reads an answer that is not a success
   * @return a missing node for an answer without content
   */
  public CompletionStage<JsonNode> send(
      RestCall call, Function<HttpAnswer, EngineException> refusals) {
    return exchange(call, requestTimeout)
        .thenApply(
            answer -> {
              if (!answer.isSuccess()) {
                throw refusals.apply(answer);
              }
              return JsonReads.tree(answer);
            });
  }

  /**
   * Sends one call.
   *
   * @param responseTimeout for the answer, after the call was sent
   * @return the answer, whatever its status
   */
  public CompletionStage<HttpAnswer> exchange(RestCall call, Duration responseTimeout) {
    try {
      return transport.send(call.method(), uri(call.path()), body(call), responseTimeout);
    } catch (EngineException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private URI uri(String path) {
    URI fixed = fixedUris.get(path);
    return fixed == null ? under(path) : fixed;
  }

  private URI under(String path) {
    return URI.create(base + "/" + path);
  }

  /** Even an empty object is sent: engines refuse calls that have no JSON body (415, 500). */
  private byte[] body(RestCall call) {
    if (call.method() == Method.GET || call.method() == Method.DELETE) {
      return NO_BODY;
    }
    byte[] body = PlainJson.bytes(call.body());
    if (body.length > limit.bytes()) {
      throw EngineException.of(
          ErrorKind.INVALID,
          "the request has "
              + body.length
              + " bytes; "
              + limit.product()
              + " takes at most "
              + limit.bytes()
              + ", variables and their quoting included");
    }
    return body;
  }
}
