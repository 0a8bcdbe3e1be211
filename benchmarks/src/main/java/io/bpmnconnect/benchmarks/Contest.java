package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Throughput.Rates;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of our sides, and those of which the best is what it is compared with.
 *
 * @param name what ours is called
 * @param others by what they are called
 */
record Contest(Map<String, Side> others, String name, Side ours) {

  Contest {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /** All of them, ours last. */
  Map<String, Side> sides() {
    Map<String, Side> sides = new LinkedHashMap<>(others);
    sides.put(name, ours);
    return sides;
  }

  /**
   * Which of the others ours is compared with.
   *
   * @param round of all others, before those that count
   */
  record Choice(Contest contest, Map<String, Rates> round) {

    private String best() {
      return RateTable.best(round);
    }

    /** Those that take part in the rounds that count, ours last. */
    Map<String, Side> sides() {
      Map<String, Side> sides = new LinkedHashMap<>();
      sides.put(best(), contest.others.get(best()));
      sides.put(contest.name, contest.ours);
      return sides;
    }

    /**
     * What came out.
     *
     * @param rates of these two, and perhaps of others
     */
    Outcome outcome(Map<String, Rates> rates) {
      Map<String, Rates> all = new LinkedHashMap<>(round);
      sides().keySet().forEach(side -> all.put(side, rates.get(side)));
      return new Outcome(contest.name, best(), all);
    }
  }

  /**
   * What came out.
   *
   * @param name what ours is called
   * @param best the one of the others that was best in the round before those that count
   * @param rates of all: those that were not chosen have that one round only
   */
  record Outcome(String name, String best, Map<String, Rates> rates) {

    double ours() {
      return rates.get(name).median();
    }

    /** What ours is compared with. */
    double reference() {
      return rates.get(best).median();
    }

    double ratio() {
      return ours() / reference();
    }
  }
}
