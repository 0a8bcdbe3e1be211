package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.rest.ScriptedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Credentials are sent to the engine, and shown nowhere else. */
class SecretsTest {

  private static final String PASSWORD = "hunter2-is-secret";
  private static final String ENCODED =
      Base64.getEncoder().encodeToString(("demo:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  private static final Authentication BASIC = new Authentication.Basic("demo", PASSWORD);

  @Test
  void settingsAndCredentialsShowTheUserButNotThePassword() {
    Settings settings = Settings.of(URI.create("http://127.0.0.1:1")).authentication(BASIC);

    assertThat(settings.all().toString()).contains("demo").doesNotContain(PASSWORD, ENCODED);
    assertThat(BASIC.toString()).doesNotContain(PASSWORD, ENCODED);
  }

  @Test
  void errorsOfTheNetworkDoNotShowThePassword() throws IOException {
    try (RawServer server = RawServer.silent();
        ProcessEngine engine =
            Settings.of(server.address())
                .authentication(BASIC)
                .requestTimeout(Duration.ofMillis(100))
                .open()) {
      assertThat(everything(failure(engine.execute(Commands.CREATE))))
          .doesNotContain(PASSWORD, ENCODED);
      assertThat(engine.toString()).doesNotContain(PASSWORD, ENCODED);
    }
  }

  @Test
  void refusedCredentialsAreNotShown() throws IOException {
    try (ScriptedServer server = ScriptedServer.start();
        ProcessEngine engine = Settings.of(server.address()).authentication(BASIC).open()) {
      server.answersProblem(401, "Unauthorized", "wrong password");

      assertThat(everything(failure(engine.info())))
          .contains("wrong password")
          .doesNotContain(PASSWORD, ENCODED);
    }
  }

  @Test
  void credentialsInTheAddressAreNotShown() {
    URI address = URI.create("http://demo:" + PASSWORD + "@127.0.0.1:1");
    try (ProcessEngine engine = Settings.of(address).open()) {
      assertThat(everything(failure(engine.info())))
          .contains("127.0.0.1:1")
          .doesNotContain(PASSWORD, ENCODED);
    }
  }

  private static String everything(EngineException failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text + failure.title().orElse("") + failure.detail().orElse("");
  }
}
