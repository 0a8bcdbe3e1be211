package io.bpmnconnect.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.http.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthenticationTest {

  private static Map<String, String> headers(Authentication authentication) {
    try (Credentials credentials = Logins.open(authentication, NetworkSettings.DEFAULT)) {
      return credentials.headers().toCompletableFuture().join();
    }
  }

  @Test
  void withoutCredentialsNoHeaderIsSent() {
    assertThat(headers(new Authentication.None())).isEmpty();
  }

  @Test
  void basicCredentialsAreSentAsTheirSpecificationSays() {
    // The example of RFC 7617, section 2.
    assertThat(headers(new Authentication.Basic("Aladdin", "open sesame")))
        .isEqualTo(Map.of("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
  }

  @Test
  void basicCredentialsOutsideAsciiAreSentInUtf8() {
    String header = headers(new Authentication.Basic("jürgen", "pässwörd:€")).get("Authorization");

    byte[] credentials = Base64.getDecoder().decode(header.substring("Basic ".length()));
    assertThat(new String(credentials, StandardCharsets.UTF_8)).isEqualTo("jürgen:pässwörd:€");
  }

  @Test
  void noPasswordIsShown() {
    assertThat(new Authentication.Basic("demo", "s3cret")).hasToString("Basic[username=demo]");
  }

  @Test
  void aBearerTokenIsSentAsItsSpecificationSays() {
    assertThat(headers(new Authentication.Bearer("t0ken")))
        .isEqualTo(Map.of("Authorization", "Bearer t0ken"));
  }

  @Test
  void anApiKeyIsSentAsItIs() {
    assertThat(headers(new Authentication.ApiKey("X-Api-Key", "Key k3y")))
        .isEqualTo(Map.of("X-Api-Key", "Key k3y"));
  }

  @Test
  void whatNeverChangesIsNotTriedAgain() {
    try (Credentials credentials =
        Logins.open(new Authentication.Bearer("t0ken"), NetworkSettings.DEFAULT)) {
      assertThat(credentials.refused(credentials.headers().toCompletableFuture().join())).isFalse();
    }
  }

  @Test
  void noSecretIsShown() {
    assertThat(new Authentication.Bearer("s3cret")).hasToString("Bearer[]");
    assertThat(new Authentication.ApiKey("X-Api-Key", "s3cret"))
        .hasToString("ApiKey[header=X-Api-Key]");
    assertThat(new OAuthClient.SecretBasic("c", "s3cret")).hasToString("SecretBasic[id=c]");
    assertThat(new OAuthClient.SecretPost("c", "s3cret")).hasToString("SecretPost[id=c]");
  }
}
