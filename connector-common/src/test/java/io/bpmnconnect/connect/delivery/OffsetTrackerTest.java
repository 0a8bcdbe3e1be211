package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

class OffsetTrackerTest {

  private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
  private static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);

  private static final TopicPartition PAYMENTS_0 = new TopicPartition("payments", 0);

  private final OffsetTracker tracker = new OffsetTracker();

  private long committable(TopicPartition partition, long position) {
    return tracker
        .committable(Map.of(partition, new OffsetAndMetadata(position)))
        .get(partition)
        .offset();
  }

  @Example
  void theLowestRecordThatIsNotDoneIsCommitted() {
    Tracked five = tracker.track(ORDERS_0, 5);
    Tracked six = tracker.track(ORDERS_0, 6);
    Tracked nine = tracker.track(ORDERS_0, 9);

    assertThat(committable(ORDERS_0, 10)).isEqualTo(5);
    six.done();
    assertThat(committable(ORDERS_0, 10)).isEqualTo(5);
    five.done();
    assertThat(committable(ORDERS_0, 10)).isEqualTo(9);
    nine.done();
    assertThat(committable(ORDERS_0, 10)).isEqualTo(10);
  }

  @Example
  void recordsThatNeedNoTrackingAreCommittedWithTheRest() {
    assertThat(committable(ORDERS_0, 100)).isEqualTo(100);
  }

  @Example
  void whatConnectKnowsOfAPositionIsKept() {
    OffsetAndMetadata position = new OffsetAndMetadata(7, "leader epoch and the like");

    assertThat(tracker.committable(Map.of(ORDERS_0, position)))
        .isEqualTo(Map.of(ORDERS_0, position));
  }

  @Example
  void partitionsDoNotHoldUpEachOther() {
    tracker.track(ORDERS_0, 1);
    tracker.track(ORDERS_1, 1).done();

    assertThat(committable(ORDERS_0, 2)).isEqualTo(1);
    assertThat(committable(ORDERS_1, 2)).isEqualTo(2);
  }

  @Example
  void onlyPartitionsThatAreAskedForAreCommitted() {
    tracker.track(ORDERS_0, 1).done();
    tracker.track(ORDERS_1, 1).done();

    assertThat(tracker.committable(Map.of(ORDERS_1, new OffsetAndMetadata(2))))
        .containsOnlyKeys(ORDERS_1);
  }

  @Example
  void aForgottenRecordMattersNoMore() {
    Tracked revoked = tracker.track(ORDERS_0, 1);
    Tracked kept = tracker.track(ORDERS_1, 1);

    tracker.forget(List.of(ORDERS_0, new TopicPartition("never-seen", 0)));

    assertThat(revoked.isOpen()).isFalse();
    assertThat(kept.isOpen()).isTrue();
    assertThat(tracker.open()).isEqualTo(1);
    revoked.done();
    assertThat(tracker.open()).as("done after it was forgotten").isEqualTo(1);
  }

  @Example
  void aPartitionThatComesBackIsReadFromWhereItsOwnerStopped() {
    Tracked before = tracker.track(ORDERS_0, 10);
    tracker.forget(List.of(ORDERS_0));
    tracker.track(ORDERS_0, 4);

    before.done();

    assertThat(committable(ORDERS_0, 5)).isEqualTo(4);
  }

  @Example
  void everythingCanBeForgotten() {
    Tracked zero = tracker.track(ORDERS_0, 1);
    Tracked one = tracker.track(ORDERS_1, 1);

    tracker.forgetAll();

    assertThat(tracker.open()).isZero();
    assertThat(zero.isOpen()).isFalse();
    assertThat(one.isOpen()).isFalse();
  }

  /**
   * Whatever happens in whatever order: nothing above a record that is not done is committed, what
   * is done is, and the count is right. Each number is one step: its kind and its partition.
   */
  @Property(tries = 500)
  void nothingIsCommittedPastARecordThatIsNotDone(
      @ForAll @Size(max = 200) List<Integer> steps, @ForAll Random random) {
    Map<TopicPartition, SortedMap<Long, Tracked>> open = new HashMap<>();
    Map<TopicPartition, Long> positions = new HashMap<>();
    OffsetTracker tracked = new OffsetTracker();

    for (int step : steps) {
      TopicPartition partition = new TopicPartition("orders", Math.floorMod(step, 3));
      SortedMap<Long, Tracked> records = open.computeIfAbsent(partition, p -> new TreeMap<>());
      switch (Math.floorMod(step / 3, 5)) {
        case 0, 1, 2 -> {
          long offset = positions.getOrDefault(partition, 0L) + random.nextInt(3);
          positions.put(partition, offset + 1);
          records.put(offset, tracked.track(partition, offset));
        }
        case 3 -> {
          if (!records.isEmpty()) {
            List<Long> offsets = new ArrayList<>(records.keySet());
            records.remove(offsets.get(random.nextInt(offsets.size()))).done();
          }
        }
        default -> {
          if (random.nextInt(10) == 0) {
            tracked.forget(List.of(partition));
            records.clear();
          }
        }
      }
      assertCommittable(tracked, open, positions);
    }

    open.values().forEach(records -> records.values().forEach(Tracked::done));
    open.values().forEach(Map::clear);
    assertCommittable(tracked, open, positions);
  }

  private static void assertCommittable(
      OffsetTracker tracked,
      Map<TopicPartition, SortedMap<Long, Tracked>> open,
      Map<TopicPartition, Long> positions) {
    Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> expected = new HashMap<>();
    positions.forEach(
        (partition, position) -> {
          delivered.put(partition, new OffsetAndMetadata(position));
          SortedMap<Long, Tracked> records = open.get(partition);
          expected.put(
              partition, new OffsetAndMetadata(records.isEmpty() ? position : records.firstKey()));
        });
    assertThat(tracked.committable(delivered)).isEqualTo(expected);
    assertThat(tracked.open()).isEqualTo(open.values().stream().mapToInt(Map::size).sum());
  }

  /** One partition as the topic, the committed offset and the records on their way see it. */
  private static final class Partition {
    private final TopicPartition name;
    private final SortedMap<Long, Tracked> open = new TreeMap<>();
    private final Set<Long> delivered = new TreeSet<>();
    private final Set<Long> done = new HashSet<>();
    private final List<Tracked> lost = new ArrayList<>();
    private long position;
    private long committed;

    Partition(TopicPartition name) {
      this.name = name;
    }

    /** The next owner begins where the last one has committed. */
    void lose() {
      lost.addAll(open.values());
      open.clear();
      position = committed;
    }
  }

  private enum Step {
    DELIVER,
    DELIVER_MANY,
    FINISH,
    FINISH_THE_LOWEST,
    COMMIT,
    REBALANCE,
    FINISH_AFTER_A_REBALANCE,
    RESTART
  }

  /**
   * Partitions come and go, what their last owner has not committed is delivered again, and what it
   * had on its way may be answered later; some records never are. No offset is ever committed above
   * one whose record was not done since it was last delivered, and none goes back.
   */
  @Property(tries = 200)
  void onlyWhatIsDoneIsCommittedThroughRebalancesAndFailures(
      @ForAll @Size(min = 20, max = 300) List<Step> steps, @ForAll Random random) {
    OffsetTracker tracked = new OffsetTracker();
    List<Partition> partitions =
        List.of(new Partition(ORDERS_0), new Partition(ORDERS_1), new Partition(PAYMENTS_0));

    for (Step step : steps) {
      Partition one = partitions.get(random.nextInt(partitions.size()));
      switch (step) {
        case DELIVER -> deliver(tracked, one, 1);
        case DELIVER_MANY -> deliver(tracked, one, 5);
        case FINISH -> finish(one, new ArrayList<>(one.open.keySet()), random);
        case FINISH_THE_LOWEST -> finish(one, one.open.keySet().stream().limit(1).toList(), random);
        case COMMIT -> commit(tracked, partitions);
        case REBALANCE -> {
          tracked.forget(List.of(one.name));
          one.lose();
        }
        case FINISH_AFTER_A_REBALANCE -> {
          one.lost.forEach(Tracked::done);
          one.lost.clear();
        }
        case RESTART -> {
          tracked.forgetAll();
          partitions.forEach(Partition::lose);
        }
      }
      assertThat(tracked.open()).isEqualTo(partitions.stream().mapToInt(p -> p.open.size()).sum());
      assertThat(one.lost).noneMatch(Tracked::isOpen);
    }

    for (Partition partition : partitions) {
      while (!partition.open.isEmpty()) {
        finish(partition, new ArrayList<>(partition.open.keySet()), random);
      }
    }
    commit(tracked, partitions);
    assertThat(partitions)
        .allSatisfy(partition -> assertThat(partition.committed).isEqualTo(partition.position));
  }

  private static void deliver(OffsetTracker tracked, Partition to, int records) {
    for (int i = 0; i < records; i++) {
      long offset = to.position % 3 == 2 ? to.position + 1 : to.position; // compacted: with gaps
      to.delivered.add(offset);
      to.done.remove(offset);
      to.open.put(offset, tracked.track(to.name, offset));
      to.position = offset + 1;
    }
  }

  private static void finish(Partition of, List<Long> offsets, Random random) {
    if (!offsets.isEmpty()) {
      long offset = offsets.get(random.nextInt(offsets.size()));
      of.open.remove(offset).done();
      of.done.add(offset);
    }
  }

  private static void commit(OffsetTracker tracked, List<Partition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    partitions.forEach(p -> positions.put(p.name, new OffsetAndMetadata(p.position)));
    Map<TopicPartition, OffsetAndMetadata> committable = tracked.committable(positions);
    for (Partition partition : partitions) {
      long offset = committable.get(partition.name).offset();
      assertThat(offset).isBetween(partition.committed, partition.position);
      assertThat(partition.delivered.stream().filter(delivered -> delivered < offset))
          .allMatch(partition.done::contains);
      partition.committed = offset;
    }
  }

  @Example
  void recordsMayFinishOnOtherThreadsWhileOffsetsAreCommitted() throws InterruptedException {
    int records = 20_000;
    ExecutorService engine = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch finished = new CountDownLatch(records);
      List<Tracked> all = new ArrayList<>();
      for (int offset = 0; offset < records; offset++) {
        Tracked record = tracker.track(ORDERS_0, offset);
        all.add(record);
        engine.execute(
            () -> {
              record.done();
              finished.countDown();
            });
        long committed = committable(ORDERS_0, offset + 1);
        assertThat(all.subList((int) Math.max(0, committed - 3), (int) committed))
            .noneMatch(Tracked::isOpen);
      }
      assertThat(finished.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(tracker.open()).isZero();
      assertThat(committable(ORDERS_0, records)).isEqualTo(records);
    } finally {
      engine.shutdownNow();
    }
  }
}
