package io.bpmnconnect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

  @TempDir private Path folder;

  private static Findings findings(String scenario, double ours) {
    return new Findings(
        new Table("side", "records/s"),
        new Comparison(scenario, ours, 100, 0.8, Map.of()),
        List.of(new Bars(scenario, "Records & more", Map.of("our <sink>", ours))));
  }

  @Test
  void theNewRatioOfAScenarioReplacesTheOldOne() throws IOException {
    Results results = new Results(folder);

    results.keep(findings("sink-null", 70));
    results.keep(findings("cold", 100));
    results.keep(findings("sink-null", 90));

    assertThat(Files.readAllLines(folder.resolve("ratios.jsonl")))
        .containsExactly(
            "{\"scenario\":\"cold\",\"ratio\":1,\"target\":0.8}",
            "{\"scenario\":\"sink-null\",\"ratio\":0.9,\"target\":0.8}");
  }

  @Test
  void aPictureIsWellFormed() throws Exception {
    new Results(folder).keep(findings("sink-null", 70));

    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("sink-null.svg").toFile())
                .getElementsByTagName("rect")
                .getLength())
        .as("background and one bar")
        .isEqualTo(2);
  }
}
