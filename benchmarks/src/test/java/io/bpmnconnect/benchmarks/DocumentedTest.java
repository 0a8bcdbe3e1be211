package io.bpmnconnect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/performance.md says of the benchmarks is what there is. */
class DocumentedTest {

  private static final Path DOCUMENT = Path.of("../docs/performance.md");

  @Test
  void everyScenarioIsExplained() throws IOException {
    String document = Files.readString(DOCUMENT);

    assertThat(Benchmarks.names())
        .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
  }

  @Test
  void everyCommandNamesAScenario() throws IOException {
    List<String> named =
        Pattern.compile("benchmarks/run (?:--record )?([a-z-]+)")
            .matcher(Files.readString(DOCUMENT))
            .results()
            .map(command -> command.group(1))
            .filter(name -> !name.equals("all"))
            .toList();

    assertThat(named).isNotEmpty();
    assertThat(Benchmarks.names()).containsAll(named);
  }
}
