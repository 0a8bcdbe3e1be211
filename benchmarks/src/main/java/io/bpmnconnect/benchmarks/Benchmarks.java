package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the scenarios that are named on the command line, one after the other; {@code all} of them;
 * or lists them, when none is named. With {@code --record} what they find is kept.
 */
public final class Benchmarks {

  private static final List<Scenario> SCENARIOS =
      List.of(
          new SinkNull(),
          new SinkStart(),
          new SourceTasks(),
          SinkCommands.publish(),
          SinkCommands.create(),
          SourceJobs.polled(),
          SourceJobs.pushed(),
          new RoundTrip(),
          new Overload(),
          new Scaling(),
          new Cold(),
          new Jmh());

  private Benchmarks() {}

  /**
   * Runs the named scenarios.
   *
   * @throws IllegalArgumentException if there is no such scenario; none is run then
   */
  public static void main(String[] arguments) throws Exception {
    List<String> names = new ArrayList<>(List.of(arguments));
    boolean record = names.remove("--record");
    if (names.isEmpty()) {
      SCENARIOS.forEach(
          scenario -> System.out.printf("  %-13s %s%n", scenario.name(), scenario.about()));
      return;
    }
    List<Scenario> chosen = choose(names);
    Lab lab =
        new Lab(
            StackHome.fromSystemProperty(),
            Path.of(System.getProperty("benchmarks.work", "target/work")),
            Rounds.fromSystemProperties());
    Results results = new Results(Path.of(System.getProperty("benchmarks.results", "results")));
    for (Scenario scenario : chosen) {
      if (scenario.needsCamunda8() && Camunda8.fromSystemProperties().isEmpty()) {
        System.out.println(scenario.name() + " is skipped: " + Camunda8.NEEDED);
        continue;
      }
      Findings findings =
          scenario.run(new Lab(lab.home(), lab.work().resolve(scenario.name()), lab.rounds()));
      System.out.println();
      System.out.print(findings.table());
      System.out.println(findings.comparison().line());
      if (record) {
        results.keep(findings);
      }
    }
  }

  static List<String> names() {
    return SCENARIOS.stream().map(Scenario::name).toList();
  }

  private static List<Scenario> choose(List<String> names) {
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    SCENARIOS.forEach(scenario -> scenarios.put(scenario.name(), scenario));
    if (names.equals(List.of("all"))) {
      return SCENARIOS;
    }
    for (String name : names) {
      if (!scenarios.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no scenario \"" + name + "\", there are all and " + scenarios.keySet());
      }
    }
    return names.stream().map(scenarios::get).toList();
  }
}
