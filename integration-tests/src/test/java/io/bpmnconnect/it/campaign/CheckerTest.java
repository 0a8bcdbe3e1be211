package io.bpmnconnect.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.it.campaign.Evidence.Instance;
import io.bpmnconnect.it.campaign.Evidence.JobRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing proves nothing: each kind of fault is found when it is there. */
class CheckerTest {

  private static final int POISON = 100;
  private static final int RECORDS = 200;

  private final Map<Flow, Set<Integer>> accepted = new EnumMap<>(Flow.class);
  private final Map<Flow, Map<Integer, SortedSet<Instance>>> instances = new EnumMap<>(Flow.class);
  private final Map<Flow, List<Integer>> deadLetters = new EnumMap<>(Flow.class);
  private final List<JobRecord> jobs = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();

  /** All is well: instance 1000 belongs to number 0, and its job is 10000. */
  @BeforeEach
  void allIsWell() {
    for (Flow flow : Flow.values()) {
      accepted.put(flow, new HashSet<>());
      instances.put(flow, new HashMap<>());
      deadLetters.put(flow, new ArrayList<>(List.of(POISON)));
      IntStream.range(0, RECORDS).forEach(accepted.get(flow)::add);
      IntStream.range(0, RECORDS).filter(n -> n != POISON).forEach(n -> start(flow, n, 1_000 + n));
    }
    IntStream.range(0, RECORDS)
        .filter(n -> n != POISON)
        .forEach(n -> jobs.add(job(n, 1_000 + n, 10_000 + n)));
  }

  private void start(Flow flow, int number, long instance) {
    instances.get(flow).computeIfAbsent(number, n -> new TreeSet<>()).add(instance(instance));
  }

  /** Those of higher numbers began later. */
  private static Instance instance(long number) {
    return new Instance(Instant.ofEpochMilli(number), Long.toString(number));
  }

  private static JobRecord job(int number, long instance, long job) {
    return new JobRecord(number, Long.toString(instance), Long.toString(job));
  }

  private String violations() {
    return violations(true);
  }

  private String violations(boolean messagesOnce) {
    Evidence evidence = new Evidence(accepted, instances, deadLetters, jobs, refused);
    return new Checker(evidence, messagesOnce).violations();
  }

  @Test
  void findsNothingWhereAllIsWell() {
    assertThat(violations()).isEmpty();
  }

  @Test
  void findsALostMessage() {
    instances.get(Flow.MESSAGES).remove(7);

    assertThat(violations()).isEqualTo("publish-message: lost [7]");
  }

  @Test
  void findsALostOrder() {
    instances.get(Flow.ORDERS).remove(7);
    jobs.removeIf(job -> job.number() == 7);

    assertThat(violations()).isEqualTo("create-process-instance: lost [7]");
  }

  @Test
  void findsAnInstanceThatDoesNotEnd() {
    instances.get(Flow.ORDERS).remove(7);

    assertThat(violations()).isEqualTo("job to record, settled: unsettled [1007]");
  }

  @Test
  void findsAnInstanceThatEndsWithoutARecordOfItsJobs() {
    jobs.removeIf(job -> job.number() == 7);

    assertThat(violations()).isEqualTo("job to record, settled: lost [1007]");
  }

  @Test
  void findsAMessageThatWasPublishedTwice() {
    start(Flow.MESSAGES, 7, 5_000);

    assertThat(violations()).isEqualTo("publish-message: repeated [7]");
    assertThat(violations(false)).as("on an engine that does not know ids").isEmpty();
  }

  @Test
  void acceptsAnOrderThatWasStartedTwiceAndAJobThatCameTwice() {
    start(Flow.ORDERS, 7, 5_000);
    jobs.add(job(7, 5_000, 50_000));
    jobs.add(job(8, 1_008, 10_008));

    assertThat(violations()).isEmpty();
  }

  @Test
  void findsThatARecordOvertookAnEarlierOneOfItsKey() {
    instances.get(Flow.ORDERS).remove(7);
    start(Flow.ORDERS, 7, 5_000);
    jobs.add(job(7, 5_000, 10_007));
    jobs.removeIf(job -> job.processInstance().equals("1007"));

    assertThat(violations()).isEqualTo("create-process-instance: out of order [7]");
  }

  @Test
  void findsPoisonThatIsNowhere() {
    deadLetters.get(Flow.ORDERS).clear();

    assertThat(violations()).isEqualTo("dead letters of orders: lost [100]");
  }

  @Test
  void findsADeadLetterThatIsSound() {
    deadLetters.get(Flow.MESSAGES).add(7);

    assertThat(violations()).isEqualTo("dead letters of messages: unexpected [7]");
  }

  @Test
  void findsACompletionThatWasRefused() {
    refused.add("10007");

    assertThat(violations()).isEqualTo("job to record, settled: unexpected [10007]");
  }
}
