package io.bpmnconnect.it.camunda7;

import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.TestBench;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A source of one name on a stack: its topics, the process it serves, and the engine by hand. The
 * name is that of the connector, the process and the external tasks' topic.
 */
record SourceBench(TestBench bench, EngineByHand engine, String name) {

  static SourceBench of(TestBench bench, String name) {
    return new SourceBench(bench, new EngineByHand(bench.stack().engine()), name);
  }

  /** A process of two tasks: the source's, and one that holds the instance behind it. */
  SourceBench withProcess() {
    engine.deploy(ExternalTaskModel.process(name).task(name, "7").task(after()));
    return this;
  }

  String after() {
    return name + "-after";
  }

  String jobs() {
    return name + "-jobs";
  }

  String replies() {
    return name + "-replies";
  }

  String errors() {
    return name + "-errors";
  }

  /** Starts the source with replies, and settings in turn. */
  SourceBench start(String... settings) throws Exception {
    bench.createTopic(jobs(), 1);
    bench.createTopic(replies(), 1);
    bench.createTopic(errors(), 1);
    startAgain(settings);
    return this;
  }

  /** The same on topics that are there. */
  void startAgain(String... settings) {
    bench.startSource(name, settings(settings));
  }

  Map<String, String> settings(String... more) {
    Map<String, String> all = new HashMap<>();
    all.put("job.types", name);
    all.put("topic", jobs());
    all.put("reply.topic", replies());
    all.put("reply.errors.topic", errors());
    all.put("job.start.jitter.ms", "0");
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  /** The record of a number, from 1, as soon as it is written. */
  ConsumerRecord<String, String> record(int number) {
    return bench.awaitRecords(jobs(), number).get(number - 1);
  }

  /** Replies by headers: those copied from a job's record, and others in turn. */
  void reply(
      ConsumerRecord<String, String> job, List<String> copied, String value, String... more) {
    List<String> headers = new ArrayList<>();
    for (String header : copied) {
      headers.add(header);
      headers.add(TestBench.headers(job).get(header));
    }
    headers.addAll(List.of(more));
    bench.send(replies(), job.key(), value, headers.toArray(String[]::new));
  }

  /** Waits until so many instances have come to an end event. */
  void awaitEnded(String endId, long count) {
    await("%d of %s at %s".formatted(count, name, endId))
        .atMost(TestBench.PATIENCE)
        .until(() -> engine.ended(name, endId) == count);
  }

  /** Waits until an instance stands behind the source's task. */
  void awaitBehind(String instance) {
    await("instance " + instance + " behind its task")
        .atMost(TestBench.PATIENCE)
        .until(
            () ->
                engine.history().externalTasks("processInstanceId", instance, "topicName", after())
                    == 1);
  }
}
