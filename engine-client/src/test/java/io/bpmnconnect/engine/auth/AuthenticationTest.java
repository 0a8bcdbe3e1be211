package io.bpmnconnect.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.NetworkSettings;
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
}
