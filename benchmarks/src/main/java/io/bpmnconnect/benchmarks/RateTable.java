package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Throughput.Rates;
import java.util.Collections;
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

  /** The side with the best median. */
  static String best(Map<String, Rates> rates) {
    return Collections.max(medians(rates).entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
