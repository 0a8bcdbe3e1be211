package io.bpmnconnect.engine.gobpmn;

import java.util.Map;
import org.apache.hc.core5.http.Method;

/**
 * One call of the API.
 *
 * @param path below the engine's address, without a leading slash
 * @param body the JSON object to send; a GET sends none
 */
record ApiCall(Method method, String path, Map<String, Object> body) {

  static ApiCall get(String path) {
    return new ApiCall(Method.GET, path, Map.of());
  }

  static ApiCall post(String path, Map<String, Object> body) {
    return new ApiCall(Method.POST, path, body);
  }

  static ApiCall put(String path, Map<String, Object> body) {
    return new ApiCall(Method.PUT, path, body);
  }

  static ApiCall patch(String path, Map<String, Object> body) {
    return new ApiCall(Method.PATCH, path, body);
  }
}
