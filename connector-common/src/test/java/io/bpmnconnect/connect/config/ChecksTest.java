package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Operation;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {

  private static final Set<String> NAMES = Set.of("value", "topic", "key");

  private static void assertAccepted(Validator check, Object value) {
    assertThatCode(() -> check.ensureValid("some.key", value)).doesNotThrowAnyException();
  }

  private static void assertRefused(Validator check, Object value, String... parts) {
    assertThatThrownBy(() -> check.ensureValid("some.key", value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("some.key")
        .hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"literal", "", "=value.id", "=for i in value return i.id"})
  void anExpressionIsALiteralOrValidFeel(String text) {
    assertAccepted(Checks.expression(NAMES), text);
  }

  @Test
  void aValueThatIsNotSetIsNotChecked() {
    assertAccepted(Checks.expression(NAMES), null);
    assertAccepted(Checks.numberOrExpression(0, 10, NAMES), null);
    assertAccepted(Checks.httpUrl(), null);
  }

  @Test
  void whatIsWrongWithAnExpressionIsSaid() {
    assertRefused(Checks.expression(NAMES), "=value.(", "not valid FEEL");
    assertRefused(Checks.expression(NAMES), "=vale", "unknown name vale");
    assertRefused(Checks.expression(NAMES), "=", "must follow");
  }

  @Test
  void theDocumentationOfACheckIsTheSameInEveryBuild() {
    assertThat(Checks.expression(NAMES))
        .hasToString("a literal, or = and a FEEL expression over key, topic, value");
    assertThat(Checks.numberOrExpression(0, Long.MAX_VALUE, NAMES))
        .hasToString("a whole number of at least 0, or = and a FEEL expression");
    assertThat(Checks.numberOrExpression(-1, 99, NAMES))
        .hasToString("a whole number between -1 and 99, or = and a FEEL expression");
    assertThat(Checks.httpUrl()).hasToString("an http or https address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "99", " 7 ", "=value.version"})
  void aNumberWithinItsBoundsIsAccepted(String text) {
    assertAccepted(Checks.numberOrExpression(-1, 99, NAMES), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-2", "100", "1.5", "one", "", "99999999999999999999", "1e1"})
  void anyOtherNumberIsRefused(String text) {
    assertRefused(
        Checks.numberOrExpression(-1, 99, NAMES),
        text,
        "must be a whole number between -1 and 99, or a FEEL expression");
  }

  @Test
  void aNumberMayBeAnExpressionButAValidOne() {
    assertRefused(Checks.numberOrExpression(0, 9, NAMES), "=1 +", "not valid FEEL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "http://localhost:8080",
        "https://engine.example.com/v2",
        "https://engine.example.com:443/cluster-id/v2/",
        "http://10.0.0.1:8080",
        "http://[::1]:8080",
        "HTTPS://Engine.Example.com",
        "http://my_engine:8080",
        "http://my_engine",
        "https://my_engine_1.some-network:8443/v2",
        "http://one:26500,two:26500",
        "https://one,two"
      })
  void httpAddressesAreAccepted(String url) {
    assertAccepted(Checks.httpUrl(), url);
  }

  @Test
  void constantsAreWrittenInLowerCaseWithHyphens() {
    assertThat(Checks.names(Operation.class))
        .contains("create-process-instance", "publish-message")
        .allMatch(name -> name.matches("[a-z-]+"));
    for (Operation operation : Operation.values()) {
      assertThat(Checks.constant(Operation.class, operation.toString())).isEqualTo(operation);
    }
    assertAccepted(Checks.oneOf(EngineType.class), "camunda8");
    assertAccepted(Checks.oneOf(EngineType.class), "zeebe");
    assertRefused(Checks.oneOf(EngineType.class), "CAMUNDA8", "camunda8");
    assertRefused(Checks.oneOf(EngineType.class), "flowable", "camunda8");
  }
}
