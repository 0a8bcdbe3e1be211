package io.bpmnconnect.engine;

import java.util.Map;

/**
 * Headers of the user's own, sent with every request to the engine: those of HTTP (RFC 9110), or
 * the metadata of gRPC calls. A token endpoint gets none of them. Immutable; never shows a value,
 * which may be a secret.
 *
 * @param byName names that no request has otherwise, and values in printable ASCII
 */
public record RequestHeaders(Map<String, String> byName) {

  public static final RequestHeaders NONE = new RequestHeaders(Map.of());

  public RequestHeaders {
    byName = Map.copyOf(byName);
  }

  @Override
  public String toString() {
    return "RequestHeaders" + byName.keySet();
  }
}
