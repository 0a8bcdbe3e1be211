package io.bpmnconnect.engine.rest;

import java.util.Map;
import org.apache.hc.core5.http.Method;

/**
 * One call of an engine's API.
 *
 * @param path below the API's base address, without a leading slash; encoded
 * @param body the JSON object to send; a GET and a DELETE send none
 */
public record RestCall(Method method, String path, Map<String, Object> body) {

  public static RestCall get(String path) {
    return new RestCall(Method.GET, path, Map.of());
  }

  public static RestCall post(String path, Map<String, Object> body) {
    return new RestCall(Method.POST, path, body);
  }

  public static RestCall put(String path, Map<String, Object> body) {
    return new RestCall(Method.PUT, path, body);
  }

  public static RestCall patch(String path, Map<String, Object> body) {
    return new RestCall(Method.PATCH, path, body);
  }

  public static RestCall delete(String path) {
    return new RestCall(Method.DELETE, path, Map.of());
  }
}
