package io.bpmnconnect.it.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.EchoWorker;
import io.bpmnconnect.it.campaign.Evidence.JobRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionTimeoutException;

/** Records that go through a site, and those who work and watch at its ends. */
final class Load implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LONGEST_BURST = Duration.ofMinutes(10);
  private static final String JOB_KEY = "bpmn-job-key";
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final Site site;
  private final TopicReader topics;
  private final EngineWitness witness;
  private final EchoWorker worker;
  private final Generator generator;

  private Load(Site site) {
    String servers = site.stack().kafka().bootstrapServers();
    this.site = site;
    topics = new TopicReader(servers);
    witness = new EngineWitness(site.stack().engine().restAddress());
    worker = EchoWorker.start(servers, Connector.JOB_TOPIC, Connector::replyTopic);
    generator = new Generator(servers);
  }

  /** One that does not send anything yet. */
  static Load on(Site site) {
    return new Load(site);
  }

  /**
   * Sends at a steady rate until it is stopped, and returns when records come through.
   *
   * @param perSecond records to each flow
   */
  void start(int perSecond) {
    generator.sendSteadily(perSecond);
    awaitProgress();
  }

  /**
   * Sends records as fast as Kafka takes them, and waits until all have come through.
   *
   * @return how many of each flow did so in a second
   */
  double capacity(int records) {
    List<Integer> sound = sound(generator.next(), records);
    long began = System.nanoTime();
    generator.sendAtOnce(records);
    await()
        .atMost(LONGEST_BURST)
        .until(
            () ->
                Arrays.stream(Flow.values())
                    .allMatch(flow -> witness.instances(flow).keySet().containsAll(sound)));
    return records / ((System.nanoTime() - began) / 1e9);
  }

  private static List<Integer> sound(int from, int records) {
    return IntStream.range(from, from + records)
        .filter(number -> !new NumberedRecord(number).isPoison())
        .boxed()
        .toList();
  }

  /**
   * Waits until in each flow a record has come through that is sent after this call.
   *
   * @return how long that took in each flow
   */
  Map<Flow, Duration> awaitProgress() {
    int from = generator.next();
    long began = System.nanoTime();
    Map<Flow, Duration> took = new EnumMap<>(Flow.class);
    try {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                for (Flow flow : Flow.values()) {
                  if (witness.latest(flow) >= from) {
                    took.putIfAbsent(flow, Duration.ofNanos(System.nanoTime() - began));
                  }
                }
                return took.size() == Flow.values().length;
              });
      return took;
    } catch (ConditionTimeoutException e) {
      String seen = perFlow(witness::latest).toString();
      throw new AssertionError(
          "no record from %d on has come through everywhere, but %s%n%s"
              .formatted(from, seen, site.status()),
          e);
    }
  }

  /** Stops sending, waits until nothing is missing any more or patience ends, and judges. */
  Checker stop() throws InterruptedException, ExecutionException {
    Map<Flow, Set<Integer>> accepted = generator.stop();
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .during(QUIET) // what comes twice may come late
          .until(() -> checker(accepted).violations().isEmpty());
    } catch (ConditionTimeoutException e) {
      return checker(accepted); // has it in words
    }
    return checker(accepted);
  }

  /** Operaton has no ids of messages. */
  private Checker checker(Map<Flow, Set<Integer>> accepted) {
    return new Checker(evidence(accepted), false);
  }

  private Evidence evidence(Map<Flow, Set<Integer>> accepted) {
    return new Evidence(
        accepted,
        perFlow(witness::instances),
        perFlow(flow -> topics.all(flow.deadLetters()).stream().map(NumberedRecord::of).toList()),
        topics.all(Connector.JOB_TOPIC).stream().map(Load::jobRecord).toList(),
        Stream.of(Connector.REPLY_ERROR_TOPIC, Connector.SETTLEMENT_DEAD_LETTERS)
            .flatMap(topic -> topics.all(topic).stream())
            .map(record -> header(record, JOB_KEY))
            .collect(toSet()));
  }

  private static JobRecord jobRecord(ConsumerRecord<byte[], byte[]> record) {
    return new JobRecord(
        Integer.parseInt(new String(record.key(), UTF_8)),
        header(record, "bpmn-process-instance-key"),
        header(record, JOB_KEY));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static <T> Map<Flow, T> perFlow(Function<Flow, T> value) {
    return Arrays.stream(Flow.values()).collect(toMap(identity(), value));
  }

  @Override
  public void close() {
    generator.close();
    worker.close();
    witness.close();
  }
}
