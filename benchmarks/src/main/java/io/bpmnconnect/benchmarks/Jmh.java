package io.bpmnconnect.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What the steps of a record cost by themselves: time and allocation, measured by JMH. Each
 * benchmark stands in the package whose code it measures. What is compared is the encoding of a
 * command with Jackson's writing of the same JSON from a map that is there already.
 */
final class Jmh implements Scenario {

  private static final String OURS = "CommandEncodingBenchmark.publishMessage";
  private static final String REFERENCE = "CommandEncodingBenchmark.jacksonAlone";
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  @Override
  public String name() {
    return "jmh";
  }

  @Override
  public String about() {
    return "the steps of a record by themselves: time and allocation";
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    TimeValue each = TimeValue.seconds(Math.max(1, lab.rounds().each().toSeconds() / 5));
    return findings(
        new Runner(
                new OptionsBuilder()
                    .include("io\\.bpmnconnect\\..*Benchmark")
                    .mode(Mode.AverageTime)
                    .timeUnit(TimeUnit.NANOSECONDS)
                    .forks(1)
                    .warmupIterations(lab.rounds().count())
                    .warmupTime(each)
                    .measurementIterations(lab.rounds().count())
                    .measurementTime(each)
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run().stream().toList());
  }

  private Findings findings(List<RunResult> results) {
    Table table = new Table("benchmark", "ns", "± ns", "bytes allocated");
    Map<String, Double> nanos = new LinkedHashMap<>();
    for (RunResult result : results) {
      String[] names = result.getParams().getBenchmark().split("\\.", -1);
      String name = names[names.length - 2] + "." + names[names.length - 1];
      nanos.put(name, result.getPrimaryResult().getScore());
      table.row(
          name,
          Table.figure(result.getPrimaryResult().getScore()),
          Table.figure(result.getPrimaryResult().getScoreError()),
          Table.figure(result.getSecondaryResults().get(ALLOCATION).getScore()));
    }
    return new Findings(
        table,
        new Comparison(
            name(),
            nanos.get(OURS),
            nanos.get(REFERENCE),
            Double.NaN,
            Map.copyOf(new LinkedHashMap<>(nanos))),
        List.of(new Bars(name(), "Nanoseconds for one operation", nanos)));
  }
}
