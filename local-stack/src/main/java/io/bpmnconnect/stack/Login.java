package io.bpmnconnect.stack;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A name and a password for HTTP's basic authentication.
 *
 * @param user the name
 * @param password shown nowhere, not even in {@link #toString()}
 */
public record Login(String user, String password) {

  String header() {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public String toString() {
    return user;
  }
}
