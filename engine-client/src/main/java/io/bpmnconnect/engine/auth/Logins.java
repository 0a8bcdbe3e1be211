package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.http.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Opens the credentials of an {@link Authentication}. */
public final class Logins {

  private Logins() {}

  /**
   * Opens credentials, to be closed by the caller. Nothing is fetched before the first request.
   *
   * @param network the way to a token endpoint
   */
  public static Credentials open(Authentication authentication, NetworkSettings network) {
    if (authentication instanceof Authentication.Basic basic) {
      byte[] pair = (basic.username() + ":" + basic.password()).getBytes(StandardCharsets.UTF_8);
      String encoded = Base64.getEncoder().encodeToString(pair);
      return Credentials.fixed(Map.of("Authorization", "Basic " + encoded));
    }
    return Credentials.fixed(Map.of());
  }
}
