package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.Authentication.OAuth2;
import io.bpmnconnect.engine.OAuthClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request for a token by client credentials (RFC 6749, section 4.4.2).
 *
 * @param secrets what proves who the client is, in every form in which it is sent: never to be
 *     shown, even if the server repeats it
 */
record TokenRequest(
    Map<String, String> form, Optional<String> authorization, List<String> secrets) {

  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** Makes the requests of one client. Immutable. */
  static final class Factory {
    private final OAuth2 login;
    private final Optional<ClientAssertion> assertion;

    /**
     * Makes the factory of a client.
     *
     * @throws IllegalArgumentException if its private key cannot be read
     */
    Factory(OAuth2 login) {
      this.login = login;
      this.assertion =
          login.client() instanceof OAuthClient.PrivateKeyJwt jwt
              ? Optional.of(new ClientAssertion(jwt, Clock.systemUTC()))
              : Optional.empty();
    }

    TokenRequest to(URI tokenEndpoint) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("grant_type", "client_credentials");
      login.scope().ifPresent(scope -> form.put("scope", scope));
      login.audience().ifPresent(audience -> form.put("audience", audience));
      login.resource().ifPresent(resource -> form.put("resource", resource));
      Optional<String> authorization = Optional.empty();
      List<String> secrets = new ArrayList<>();
      OAuthClient client = login.client();
      if (client instanceof OAuthClient.SecretBasic basic) {
        String pair = encode(basic.id()) + ":" + encode(basic.secret());
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        authorization = Optional.of("Basic " + encoded);
        secrets.addAll(List.of(encoded, basic.secret(), encode(basic.secret())));
      } else {
        form.put("client_id", client.id());
      }
      if (client instanceof OAuthClient.SecretPost post) {
        form.put("client_secret", post.secret());
        secrets.addAll(List.of(post.secret(), encode(post.secret())));
      }
      assertion.ifPresent(
          signer -> {
            String jwt = signer.sign(tokenEndpoint);
            form.put("client_assertion_type", JWT_BEARER);
            form.put("client_assertion", jwt);
            secrets.add(jwt);
          });
      return new TokenRequest(form, authorization, secrets);
    }
  }

  /** The body, in the content type {@code application/x-www-form-urlencoded}. */
  String body() {
    List<String> parameters = new ArrayList<>();
    form.forEach((name, value) -> parameters.add(encode(name) + "=" + encode(value)));
    return String.join("&", parameters);
  }

  /** A tilde need not be encoded, and there are servers that do not decode it in a header. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%7E", "~");
  }

  @Override
  public String toString() {
    return "TokenRequest[]";
  }
}
