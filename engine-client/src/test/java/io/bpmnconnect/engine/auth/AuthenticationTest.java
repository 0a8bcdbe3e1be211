package io.bpmnconnect.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class AuthenticationTest {

  @Test
  void withoutCredentialsNoHeaderIsSent() {
    assertThat(new Authentication.None().authorization()).isEmpty();
  }

  @Test
  void basicCredentialsAreSentAsTheirSpecificationSays() {
    // The example of RFC 7617, section 2.
    assertThat(new Authentication.Basic("Aladdin", "open sesame").authorization())
        .hasValue("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  }

  @Test
  void basicCredentialsOutsideAsciiAreSentInUtf8() {
    String header = new Authentication.Basic("jürgen", "pässwörd:€").authorization().orElseThrow();

    byte[] credentials = Base64.getDecoder().decode(header.substring("Basic ".length()));
    assertThat(new String(credentials, StandardCharsets.UTF_8)).isEqualTo("jürgen:pässwörd:€");
  }
}
