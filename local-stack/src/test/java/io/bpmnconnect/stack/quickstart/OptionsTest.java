package io.bpmnconnect.stack.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void withoutArgumentsItRunsOnWithTenOrdersASecond() {
    assertThat(Options.parse()).isEqualTo(new Options(false, 200, 10));
  }

  @Test
  void onceRunsTwoHundredOrdersUnlessToldOtherwise() {
    assertThat(Options.parse("--once")).isEqualTo(new Options(true, 200, 10));
    assertThat(Options.parse("--orders", "7", "--once")).isEqualTo(new Options(true, 7, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "--twice, unknown option --twice",
    "--orders, --orders needs a number from 1 to 1000000",
    "--orders 0 --once, '--orders needs a number from 1 to 1000000, not 0'",
    "--orders many --once, '--orders needs a number from 1 to 1000000, not many'",
    "--orders 5, --orders needs --once",
    "--once --rate 5, --rate does not go with --once",
  })
  void mistakesNameTheirOption(String arguments, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(arguments.split(" ", -1)))
        .withMessage(message);
  }
}
