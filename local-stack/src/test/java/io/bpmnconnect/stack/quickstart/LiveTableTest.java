package io.bpmnconnect.stack.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveTableTest {

  private static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  private static final Figures SOME = new Figures(100, 90, 80, 70, 60, 5, 1, 40, 2, 30);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void showsTotalsAndRates() {
    LiveTable table = new LiveTable(out, true);
    table.show(NONE, Duration.ZERO);
    bytes.reset();

    table.show(SOME, Duration.ofSeconds(4));

    assertThat(shown())
        .contains("00:04                              total       /s\n")
        .contains("  orders                             100     25.0\n")
        .contains("  processes started                   90     22.5\n")
        .contains("  waiting for the day                 30\n");
  }

  @Test
  void drawsOverWhatItHasDrawn() {
    LiveTable table = new LiveTable(out, true);

    table.show(NONE, Duration.ZERO);
    long lines = shown().lines().count();
    assertThat(shown()).doesNotContain("\u001b");

    bytes.reset();
    table.show(SOME, Duration.ofSeconds(1));
    assertThat(shown()).startsWith("\u001b[" + lines + "A\u001b[J");
  }

  @Test
  void ratesAreThoseOfTheLastSeconds() {
    LiveTable table = new LiveTable(out, true);
    table.show(NONE, Duration.ZERO);
    table.show(SOME, Duration.ofSeconds(60));
    bytes.reset();

    table.show(SOME, Duration.ofSeconds(61));

    assertThat(shown()).contains("  orders                             100      0.0\n");
  }

  @Test
  void isALineEveryFewSecondsWhereItCannotDraw() {
    LiveTable table = new LiveTable(out, false);

    for (int second = 0; second < 4; second++) {
      table.show(SOME, Duration.ofSeconds(second));
    }

    assertThat(shown().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("orders 100, processes started 90, jobs out 80, "));
    assertThat(shown()).doesNotContain("\u001b");
  }

  private String shown() {
    return bytes.toString(UTF_8);
  }
}
