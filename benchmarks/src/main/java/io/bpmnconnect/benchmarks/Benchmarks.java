package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the scenarios that are named on the command line, one after the other. */
public final class Benchmarks {

  /** One comparison: prints a table and a line of JSON. */
  interface Scenario {
    void run(StackHome home, Path work) throws Exception;
  }

  private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("limiters", new LimiterScenario());
  }

  private Benchmarks() {}

  /**
   * Runs the named scenarios.
   *
   * @throws IllegalArgumentException if there is no such scenario; none is run then
   */
  public static void main(String[] names) throws Exception {
    for (String name : names) {
      if (!SCENARIOS.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no scenario \"" + name + "\", there are " + SCENARIOS.keySet());
      }
    }
    StackHome home = StackHome.fromSystemProperty();
    Path work = Path.of(System.getProperty("benchmarks.work", "target/work"));
    for (String name : List.of(names)) {
      SCENARIOS.get(name).run(home, work.resolve(name));
    }
  }
}
