package io.bpmnconnect.stack.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a run is over, and how it is shown. */
class FiguresTest {

  private static final Figures ENDED = new Figures(200, 200, 220, 220, 200, 10, 0, 0, 0, 0);

  @Test
  void aRunHasEndedWhenEveryOrderIsAProcessThatCameToItsEnd() {
    assertThat(ENDED.allEnded(200)).isTrue();
    assertThat(ENDED.allEnded(201)).as("an order is not in its topic yet").isFalse();
    assertThat(new Figures(200, 200, 220, 220, 199, 10, 0, 1, 0, 1).allEnded(200))
        .as("an instance waits")
        .isFalse();
    assertThat(new Figures(200, 199, 220, 220, 199, 10, 1, 0, 0, 0).allEnded(200))
        .as("an order is a dead letter")
        .isFalse();
    assertThat(new Figures(200, 201, 220, 220, 200, 10, 0, 0, 1, 0).allEnded(200))
        .as("an instance too many is still running")
        .isFalse();
  }

  @Test
  void theDayIsClosedWhenEveryOpenInstanceWaitsForIt() {
    assertThat(new Figures(200, 200, 220, 220, 10, 10, 0, 190, 0, 190).onlyTheDayIsMissing(200))
        .isTrue();
    assertThat(new Figures(200, 200, 220, 220, 10, 10, 0, 190, 0, 189).onlyTheDayIsMissing(200))
        .as("a shipment is missing, too")
        .isFalse();
    assertThat(new Figures(199, 199, 220, 220, 10, 10, 0, 189, 0, 189).onlyTheDayIsMissing(200))
        .as("an order is missing, too")
        .isFalse();
  }

  @Test
  void theLineOfJsonHasEveryFigure() {
    assertThat(ENDED.toJson(15.84))
        .isEqualTo(
            "{\"orders\":200,\"started\":200,\"jobs\":220,\"replies\":220,\"completed\":200,"
                + "\"declined\":10,\"dead_lettered\":0,\"lost\":0,\"duplicates\":0,"
                + "\"seconds\":15.8}");
  }

  @Test
  void onATerminalTheTableIsDrawnInItsPlaceWithRates() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LiveTable table =
        new LiveTable(
            new PrintStream(bytes, true, StandardCharsets.UTF_8), true, List.of("the footer"));

    table.show(new Figures(100, 100, 110, 110, 90, 5, 0, 10, 0, 10), Duration.ofSeconds(10));
    bytes.reset();
    table.show(new Figures(130, 130, 140, 140, 120, 6, 0, 10, 0, 10), Duration.ofSeconds(12));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("\u001b[11A\u001b[J00:12")
        .containsPattern("orders +130 +15\\.0\n")
        .containsPattern("processes completed +120 +15\\.0\n")
        .containsPattern("of these declined +6 +0\\.5\n")
        .endsWith("the footer\n");
  }

  @Test
  void elsewhereItIsALine() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LiveTable table =
        new LiveTable(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, List.of());

    table.show(ENDED, Duration.ofSeconds(1));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("orders 200, processes started 200, jobs out 220")
        .endsWith("duplicates 0\n")
        .doesNotContain("\u001b");
  }
}
