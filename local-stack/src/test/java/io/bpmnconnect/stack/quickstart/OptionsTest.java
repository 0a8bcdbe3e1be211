package io.bpmnconnect.stack.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void runsUntilCtrlCByDefault() {
    assertThat(Options.parse()).isEqualTo(new Options(false, 200, 10));
  }

  @Test
  void takesARate() {
    assertThat(Options.parse("--rate", "50")).isEqualTo(new Options(false, 200, 50));
  }

  @Test
  void runsTwoHundredOrdersOnceByDefault() {
    assertThat(Options.parse("--once")).isEqualTo(new Options(true, 200, 10));
  }

  @Test
  void takesTheOptionsInAnyOrder() {
    assertThat(Options.parse("--orders", "3", "--once"))
        .isEqualTo(Options.parse("--once", "--orders", "3"))
        .isEqualTo(new Options(true, 3, 10));
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
          """)
  void refusesWhatItDoesNotUnderstand(String commandLine, String message) {
    assertThatThrownBy(() -> Options.parse(commandLine.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
