package io.bpmnconnect.stack.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void runsUntilCtrlCByDefault() {
    assertThat(Options.parse()).isEqualTo(new Options(false, 200, 10, Optional.empty()));
  }

  @Test
  void takesARate() {
    assertThat(Options.parse("--rate", "50"))
        .isEqualTo(new Options(false, 200, 50, Optional.empty()));
  }

  @Test
  void runsTwoHundredOrdersOnceByDefault() {
    assertThat(Options.parse("--once")).isEqualTo(new Options(true, 200, 10, Optional.empty()));
  }

  @Test
  void takesTheOptionsInAnyOrder() {
    assertThat(Options.parse("--orders", "3", "--once"))
        .isEqualTo(Options.parse("--once", "--orders", "3"))
        .isEqualTo(new Options(true, 3, 10, Optional.empty()));
  }

  @Test
  void takesAnEngineThatTheUserBrings() {
    assertThat(
            Options.parse(
                    "--engine", "zeebe",
                    "--engine-url", "http://engine:8080",
                    "--engine-grpc-url", "https://engine:443")
                .engine())
        .contains(
            new EngineChoice(
                Dialect.ZEEBE,
                URI.create("http://engine:8080"),
                Optional.of(URI.create("https://engine:443")),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --twice                | unknown option --twice
          --once --orders        | --orders needs a number from 1 to 1000000
          --once --orders 0      | --orders needs a number from 1 to 1000000, not 0
          --once --orders -1     | --orders needs a number from 1 to 1000000, not -1
          --once --orders 1e3    | --orders needs a number from 1 to 1000000, not 1e3
          --once --orders 1000001| --orders needs a number from 1 to 1000000, not 1000001
          --rate 10001           | --rate needs a number from 1 to 10000, not 10001
          --orders 5             | --orders needs --once
          --once --rate 5        | --rate does not go with --once
          --engine               | --engine needs one of camunda7, camunda8, zeebe, go-bpmn, not nothing
          --engine flowable      | --engine needs one of camunda7, camunda8, zeebe, go-bpmn, not flowable
          --engine zeebe         | --engine and --engine-url need each other
          --engine-url http://a  | --engine and --engine-url need each other
          --engine-url a:8080    | --engine-url needs an address such as http://localhost:8080, not a:8080
          --engine go-bpmn --engine-url http://a --engine-grpc-url http://b | --engine-grpc-url and \
          --engine-metrics-url need --engine camunda8 or zeebe
          """)
  void refusesWhatItDoesNotUnderstand(String commandLine, String message) {
    assertThatThrownBy(() -> Options.parse(commandLine.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
