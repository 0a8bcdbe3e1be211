package io.bpmnconnect.benchmarks;

import java.util.List;

/** What a scenario has found: figures for people, the comparison for programs, and pictures. */
record Findings(Table table, Comparison comparison, List<Bars> plots) {

  Findings {
    plots = List.copyOf(plots);
  }
}
