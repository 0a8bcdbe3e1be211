package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.LocalStack;
import io.camunda.client.CamundaClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * How much later a process goes on when its job takes the way over Kafka: job, topic, a worker with
 * plain Kafka clients, reply topic, completion; beside a worker of the official client, which is
 * one step. What is measured is the same for all: from the wish to start an instance with one task
 * to the answer that it has ended. One instance at a time, the sides taking turns.
 */
final class RoundTrip implements Scenario {

  private static final String OFFICIAL = "official worker, ";
  private static final String OURS = "our source, ";
  private static final List<String> SIDES =
      Stream.of(OFFICIAL, OURS)
          .flatMap(side -> Stream.of(Protocol.values()).map(way -> side + way.label()))
          .toList();
  private static final Duration PACE = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** The client of 8.6 logs an error when it is closed while a request for jobs is open. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(10);

  private static final int TARGET_MILLIS = 15;

  /** The last worker is started by then, and its first requests are answered. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "round-trip";
  }

  @Override
  public String about() {
    return "a job's way over both topics and back, beside the official worker in process";
  }

  @Override
  public boolean needsCamunda8() {
    return true;
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    Camunda8 engine = lab.camunda8();
    try (LocalStack stack = lab.stack().start();
        CamundaClient client = OfficialWorker.client(engine)) {
      List<Side> open = new ArrayList<>();
      try {
        for (Protocol way : Protocol.values()) {
          open.add(startOfficial(engine, way));
        }
        for (Protocol way : Protocol.values()) {
          open.addAll(startOurs(stack, engine, way));
        }
        return findings(measure(client, lab.rounds()));
      } finally {
        for (Side side : open) {
          side.off();
        }
        TimeUnit.NANOSECONDS.sleep(LONGEST_POLL.toNanos());
        for (Side side : open) {
          side.close();
        }
      }
    }
  }

  /** Starts the worker of a process of its own. */
  private static Side startOfficial(Camunda8 engine, Protocol way) throws Exception {
    String process = deploy(engine, OFFICIAL + way.label());
    Side worker = OfficialWorker.of(way, engine, process, 32);
    worker.on();
    return worker;
  }

  /** Starts the source and the worker of a process of their own. */
  private static List<Side> startOurs(LocalStack stack, Camunda8 engine, Protocol way)
      throws Exception {
    String process = deploy(engine, OURS + way.label());
    String jobs = "jobs-of-" + process;
    String replies = "replies-of-" + process;
    String servers = stack.kafka().bootstrapServers();
    stack.kafka().createTopics(1, jobs, replies);
    Map<String, String> source = new HashMap<>(way.settings(engine));
    source.put("job.types", process);
    source.put("topic", jobs);
    source.put("reply.topic", replies);
    source.put("reply.consumer.bootstrap.servers", servers);
    source.put("producer.override.linger.ms", "0"); // Kafka's default of 5 is for throughput
    List<Side> sides =
        List.of(
            Connector.source(stack.worker(), process, source),
            new ReplyingWorker(servers, jobs, replies));
    for (Side side : sides) {
      side.on();
    }
    return sides;
  }

  private static String deploy(Camunda8 engine, String side) {
    engine.admin().deploy(id(side) + ".bpmn", model(id(side)));
    return id(side);
  }

  private static Map<String, Histogram> measure(CamundaClient client, Rounds rounds)
      throws InterruptedException {
    turns(client, SETTLING.plus(rounds.each())); // to warm up
    return turns(client, rounds.each().multipliedBy(rounds.count()));
  }

  /** Starts instances for a time that each side has. */
  private static Map<String, Histogram> turns(CamundaClient client, Duration each)
      throws InterruptedException {
    Map<String, Histogram> micros = new LinkedHashMap<>();
    SIDES.forEach(side -> micros.put(side, new Histogram(TimeUnit.MINUTES.toMicros(2), 3)));
    long end = System.nanoTime() + each.multipliedBy(SIDES.size()).toNanos();
    while (System.nanoTime() < end) {
      for (String side : SIDES) {
        long begin = System.nanoTime();
        client
            .newCreateInstanceCommand()
            .bpmnProcessId(id(side))
            .latestVersion()
            .variables(Map.of("orderId", "o-1", "amount", 42))
            .withResult()
            .requestTimeout(LONGEST)
            .send()
            .join();
        micros.get(side).recordValue((System.nanoTime() - begin) / 1_000);
        TimeUnit.NANOSECONDS.sleep(PACE.toNanos());
      }
    }
    return micros;
  }

  /** What both a process and its job type are called. */
  private static String id(String side) {
    return side.replace(", ", "-").replace(' ', '-');
  }

  private static String model(String id) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="benchmarks">
      <bpmn:process id="%1$s" isExecutable="true">
        <bpmn:startEvent id="start"/>
        <bpmn:sequenceFlow id="in" sourceRef="start" targetRef="task"/>
        <bpmn:serviceTask id="task">
          <bpmn:extensionElements>
            <zeebe:taskDefinition type="%1$s"/>
          </bpmn:extensionElements>
        </bpmn:serviceTask>
        <bpmn:sequenceFlow id="out" sourceRef="task" targetRef="end"/>
        <bpmn:endEvent id="end"/>
      </bpmn:process>
    </bpmn:definitions>
    """
        .formatted(id);
  }

  private Findings findings(Map<String, Histogram> micros) {
    Table table = new Table("side", "p50 ms", "p90 ms", "p99 ms", "instances");
    Map<String, Double> medians = new LinkedHashMap<>();
    micros.forEach(
        (side, histogram) -> {
          table.row(
              side,
              Table.figure(millis(histogram, 50)),
              Table.figure(millis(histogram, 90)),
              Table.figure(millis(histogram, 99)),
              String.valueOf(histogram.getTotalCount()));
          medians.put(side, millis(histogram, 50));
        });
    return new Findings(
        table,
        new Comparison(
            name(),
            medians.get(OURS + Protocol.PUSHED.label()),
            medians.get(OFFICIAL + Protocol.PUSHED.label()),
            Double.NaN,
            Map.of(
                "overheadMillis",
                overhead(medians, Protocol.PUSHED, Protocol.PUSHED),
                "overheadMillisPolled",
                overhead(medians, Protocol.POLLED, Protocol.POLLED),
                "overheadMillisPolledByRest",
                overhead(medians, Protocol.POLLED_BY_REST, Protocol.POLLED_BY_REST),
                "overheadMillisRestBesideGrpc",
                overhead(medians, Protocol.POLLED_BY_REST, Protocol.POLLED),
                "overheadMillisTarget",
                TARGET_MILLIS)),
        List.of(new Bars(name(), "Start to end of a process with one task, p50 in ms", medians)));
  }

  private static double overhead(Map<String, Double> medians, Protocol ours, Protocol official) {
    return medians.get(OURS + ours.label()) - medians.get(OFFICIAL + official.label());
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1_000.0;
  }
}
