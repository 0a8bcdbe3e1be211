package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.http.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Opens the credentials of an {@link Authentication}. */
public final class Logins {

  private static final String AUTHORIZATION = "Authorization";

  private Logins() {}

  /**
   * Opens credentials, to be closed by the caller. Nothing is fetched before the first request.
   *
   * @param network the way to a token endpoint
   * @throws IllegalArgumentException if the private key or the certificate of a client cannot be
   *     read
   */
  public static Credentials open(Authentication authentication, NetworkSettings network) {
    // One switch over the types of the sealed interface, as soon as Java 17 is not needed any more.
    if (authentication instanceof Authentication.Basic basic) {
      byte[] pair = (basic.username() + ":" + basic.password()).getBytes(StandardCharsets.UTF_8);
      return fixed(AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    if (authentication instanceof Authentication.Bearer bearer) {
      return fixed(AUTHORIZATION, "Bearer " + bearer.token());
    }
    if (authentication instanceof Authentication.ApiKey apiKey) {
      return fixed(apiKey.header(), apiKey.key());
    }
    if (authentication instanceof Authentication.OAuth2 oauth) {
      return SharedTokens.OF_THIS_JVM.open(oauth, network);
    }
    return Credentials.fixed(Map.of());
  }

  private static Credentials fixed(String header, String value) {
    return Credentials.fixed(Map.of(header, value));
  }
}
