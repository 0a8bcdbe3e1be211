package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Throughput.Rates;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rates for people. */
final class RateTable {

  private RateTable() {}

  /**
   * A row for each side.
   *
   * @param unit what the rates are
   * @param reference what all are compared with
   */
  static Table of(String unit, Map<String, Rates> rates, double reference) {
    Table table = new Table("side", unit, "least", "most", "ratio", "CPU µs each");
    rates.forEach(
        (side, rate) ->
            table.row(
                side,
                Table.figure(rate.median()),
                Table.figure(rate.least()),
                Table.figure(rate.most()),
                Table.figure(rate.median() / reference),
                Table.figure(rate.cpuMicros())));
    return table;
  }

  static Map<String, Double> medians(Map<String, Rates> rates) {
    Map<String, Double> medians = new LinkedHashMap<>();
    rates.forEach((side, rate) -> medians.put(side, rate.median()));
    return medians;
  }

  /** The best median of all sides but ours. */
  static Map.Entry<String, Double> best(Map<String, Rates> rates, String ours) {
    return medians(rates).entrySet().stream()
        .filter(side -> !side.getKey().equals(ours))
        .max(Map.Entry.comparingByValue())
        .orElseThrow();
  }
}
