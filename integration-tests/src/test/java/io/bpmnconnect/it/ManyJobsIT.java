package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many jobs over four tasks, of which every tenth fails at first and every twentieth ends with a
 * BPMN error. {@code -Dmany.jobs=50000} runs it with as many.
 */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class ManyJobsIT {

  private static final String NAME = "many";
  private static final int JOBS = Integer.getInteger("many.jobs", 5_000);
  private static final int TASKS = 4;
  private static final int JOBS_OF_AN_INSTANCE = 100;
  private static final Duration LONG = Duration.ofMinutes(20);

  @Test
  void everyJobEndsAsItsReplySays(TestBench bench) throws Exception {
    bench.camunda8().admin().deploy("many.bpmn", model());
    bench.createTopic(NAME + "-jobs", 4);
    bench.createTopic(NAME + "-replies", 4);
    Map<String, String> settings = new HashMap<>();
    settings.put("tasks.max", Integer.toString(TASKS));
    settings.put("job.types", NAME);
    settings.put("job.fetch.variables", "number");
    settings.put("topic", NAME + "-jobs");
    settings.put("key", "=string(job.variables.number)");
    settings.put("reply.topic", NAME + "-replies");
    bench.startSource(NAME, settings);
    // A reply whose partition goes to another task may be read twice: a job can fail once more.
    bench.awaitAssigned(NAME + "-replies", TASKS);

    try (MixedWorker worker = MixedWorker.start(bench, NAME)) {
      startInstances(bench);
      await("every process instance to its end")
          .atMost(LONG)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> settled(bench) == JOBS);

      assertThat(worker.distinctJobs()).as("none is missing, none is invented").isEqualTo(JOBS);
    }
    assertThat(jobs(bench, "completed")).isEqualTo(JOBS - JOBS / 20);
    assertThat(jobs(bench, "error thrown")).isEqualTo(JOBS / 20);
    assertThat(jobs(bench, "timed out")).isZero();
    assertThat(replies(bench, "fail-job")).as("fails that were asked for").isEqualTo(JOBS / 10);
    // The gateway itself fails what it cannot hand over, such as to a request that has just ended.
    long failed = jobs(bench, "failed");
    assertThat(failed).isGreaterThanOrEqualTo(JOBS / 10);
    assertThat(bench.recordCount(NAME + "-jobs"))
        .as("one record for each activation that reached the connector")
        .isBetween(JOBS + JOBS / 10L, JOBS + failed);
  }

  /** Replies that did what they say, by the metrics of the four tasks. */
  private static long replies(TestBench bench, String operation) throws Exception {
    double replies = 0;
    try (WorkerJmx jmx = WorkerJmx.attach(bench.stack().worker().pid())) {
      for (int task = 0; task < TASKS; task++) {
        Map<String, Double> metrics = jmx.metrics(NAME, task);
        assertThat(metrics).containsEntry("released-total", 0.0);
        for (String outcome : List.of("settled", "settled-before")) {
          replies +=
              metrics.getOrDefault(
                  "replies-total{operation=%s,outcome=%s}".formatted(operation, outcome), 0.0);
        }
      }
    }
    return (long) replies;
  }

  /** A sink starts them, so that an engine that is busy is no matter. */
  private static void startInstances(TestBench bench) throws Exception {
    bench.createTopic(NAME + "-starts", 1);
    bench.startSink(
        NAME + "-starts",
        NAME + "-starts",
        Map.of("operation", "create-process-instance", "process.id", NAME));
    bench.sendMany(
        NAME + "-starts",
        JOBS / JOBS_OF_AN_INSTANCE,
        i ->
            IntStream.range(i * JOBS_OF_AN_INSTANCE, (i + 1) * JOBS_OF_AN_INSTANCE)
                .boxed()
                .toList()
                .toString()
                .transform("{\"numbers\":%s}"::formatted));
  }

  private static long settled(TestBench bench) {
    return jobs(bench, "completed") + jobs(bench, "error thrown");
  }

  private static long jobs(TestBench bench, String action) {
    return bench
        .camunda8()
        .counters()
        .value("zeebe_job_events_total", "type", NAME, "action", action);
  }

  /** A sub-process for each number, so that an error ends only the work on that number. */
  private static String model() {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
            xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test">
          <bpmn:process id="many" isExecutable="true">
            <bpmn:startEvent id="start"/>
            <bpmn:subProcess id="each">
              <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
                <zeebe:loopCharacteristics inputCollection="=numbers" inputElement="number"/>
              </bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
              <bpmn:startEvent id="each-start"/>
              <bpmn:serviceTask id="work"><bpmn:extensionElements>
                <zeebe:taskDefinition type="many"/></bpmn:extensionElements></bpmn:serviceTask>
              <bpmn:boundaryEvent id="caught" attachedToRef="work"><bpmn:outgoing>f3</bpmn:outgoing>
                <bpmn:errorEventDefinition errorRef="declined"/></bpmn:boundaryEvent>
              <bpmn:endEvent id="each-end"/>
              <bpmn:endEvent id="each-declined"/>
              <bpmn:sequenceFlow id="f1" sourceRef="each-start" targetRef="work"/>
              <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="each-end"/>
              <bpmn:sequenceFlow id="f3" sourceRef="caught" targetRef="each-declined"/>
            </bpmn:subProcess>
            <bpmn:endEvent id="end"/>
            <bpmn:sequenceFlow id="f4" sourceRef="start" targetRef="each"/>
            <bpmn:sequenceFlow id="f5" sourceRef="each" targetRef="end"/>
          </bpmn:process>
          <bpmn:error id="declined" errorCode="DECLINED"/>
        </bpmn:definitions>
        """;
  }
}
