package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Contest.Outcome;
import io.bpmnconnect.benchmarks.Throughput.Rates;
import java.util.Collection;
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
    Table table = empty(unit);
    fill(table, rates, reference);
    return table;
  }

  /** A row for each side of each contest, whose reference it is compared with. */
  static Table of(String unit, Collection<Outcome> outcomes) {
    Table table = empty(unit);
    outcomes.forEach(outcome -> fill(table, outcome.rates(), outcome.reference()));
    return table;
  }

  private static Table empty(String unit) {
    return new Table("side", unit, "least", "most", "ratio", "CPU µs each");
  }

  private static void fill(Table table, Map<String, Rates> rates, double reference) {
    rates.forEach(
        (side, rate) ->
            table.row(
                side,
                Table.figure(rate.median()),
                Table.figure(rate.least()),
                Table.figure(rate.most()),
                Table.figure(rate.median() / reference),
                Table.figure(rate.cpuMicros())));
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
