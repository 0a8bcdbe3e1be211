package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes from the start of a worker to the first record delivered, when the connector is
 * known to the Connect cluster and a record waits. Beside it, how long the worker alone takes until
 * it answers requests.
 */
final class Cold implements Scenario {

  private static final String TOPIC = "orders";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "cold";
  }

  @Override
  public String about() {
    return "from the start of a worker to the first record delivered";
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    List<Double> delivered = new ArrayList<>();
    List<Double> ready = new ArrayList<>();
    try (NullEngine engine = NullEngine.start();
        LocalStack stack = lab.stack().workers(0).start()) {
      Orders.fill(stack, TOPIC, 1, 1, Orders::key);
      ConnectWorker worker = stack.addWorker();
      Connector.sink(worker, "sink", TOPIC, SinkNull.settings(engine)).on();
      awaitCommand(engine, 0);
      for (int round = 0; round < lab.rounds().count(); round++) {
        worker.stop();
        long before = engine.commands();
        Orders.send(stack, TOPIC, 1, Orders::key, Orders::value);
        long begin = System.nanoTime();
        CompletableFuture<ConnectWorker> started =
            CompletableFuture.supplyAsync(stack::addWorker)
                .whenComplete((next, failure) -> ready.add(seconds(begin)));
        awaitCommand(engine, before);
        delivered.add(seconds(begin));
        worker = started.join();
      }
    }
    return findings(median(delivered), median(ready));
  }

  private static void awaitCommand(NullEngine engine, long before) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (engine.commands() == before) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no record was delivered");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private Findings findings(double delivered, double ready) {
    return new Findings(
        new Table("from the start of the worker", "s")
            .row("until it answers requests", Table.figure(ready))
            .row("until the first record is delivered", Table.figure(delivered)),
        new Comparison(name(), delivered, ready, Double.NaN, Map.of()),
        List.of());
  }
}
