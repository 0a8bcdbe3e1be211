package io.bpmnconnect.engine.camunda8;

import java.util.Map;
import org.apache.hc.core5.http.Method;

/**
 * One call of the API.
 *
 * @param path below the API's base address, without a leading slash
 * @param body the JSON object to send; a GET sends none
 */
record RestCall(Method method, String path, Map<String, Object> body) {}
