package io.bpmnconnect.engine.gobpmn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.engine.EngineException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {

  @ParameterizedTest
  @CsvSource({
    "order, order,,",
    "order:v1, order, v1,",
    "order/pay, order,, pay",
    "order:v1/pay, order, v1, pay",
    "order:a/b/pay, order, a/b, pay",
    "order:1:2/pay, order, 1:2, pay"
  })
  void aTypeNamesAProcessAVersionAndAnElement(
      String type, String process, String version, String element) {
    assertThat(Subscription.parse(type, List.of("EXECUTE")))
        .isEqualTo(
            new Subscription(
                process,
                Optional.ofNullable(version),
                Optional.ofNullable(element),
                List.of("EXECUTE")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":v1", "/pay", "order:", "order/", "order/pay/"})
  void otherFormsAreRefused(String type) {
    assertThatThrownBy(() -> Subscription.parse(type, List.of()))
        .isInstanceOf(EngineException.class);
  }
}
