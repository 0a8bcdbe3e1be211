package io.bpmnconnect.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept of a run, in one folder: the ratios, a line for each scenario, and the pictures of
 * docs/performance.md.
 */
record Results(Path folder) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Replaces what was kept of the scenario. */
  void keep(Findings findings) throws IOException {
    Files.createDirectories(folder);
    Path ratios = folder.resolve("ratios.jsonl");
    Map<String, String> lines = new TreeMap<>();
    if (Files.exists(ratios)) {
      for (String line : Files.readAllLines(ratios)) {
        lines.put(JSON.readTree(line).path("scenario").asText(), line);
      }
    }
    lines.put(findings.comparison().scenario(), findings.comparison().ratioLine());
    Files.writeString(ratios, String.join("\n", lines.values()) + "\n");
    for (Bars plot : findings.plots()) {
      Files.writeString(folder.resolve(plot.name() + ".svg"), plot.svg());
    }
  }
}
