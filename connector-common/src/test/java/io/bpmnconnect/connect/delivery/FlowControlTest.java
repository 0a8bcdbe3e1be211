package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FlowControlTest {

  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);

  private final List<String> calls = new ArrayList<>();
  private Set<TopicPartition> assignment = Set.of(FIRST);

  private FlowControl flow(int maxBuffered) {
    FlowControl flow =
        new FlowControl(
            maxBuffered,
            new FlowControl.Partitions() {
              @Override
              public Set<TopicPartition> assigned() {
                return assignment;
              }

              @Override
              public void pause(Collection<TopicPartition> partitions) {
                calls.add("pause " + names(partitions));
              }

              @Override
              public void resume(Collection<TopicPartition> partitions) {
                calls.add("resume " + names(partitions));
              }
            });
    flow.assigned(0);
    calls.clear();
    return flow;
  }

  private static Set<String> names(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .map(TopicPartition::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void belowTheLimitNothingHappens() {
    FlowControl flow = flow(10);

    flow.update(0);
    flow.update(9);

    assertThat(calls).isEmpty();
  }

  @Test
  void partitionsArePausedAtTheLimitAndResumedAtHalf() {
    FlowControl flow = flow(10);

    flow.update(10);
    flow.update(6);
    assertThat(calls).containsExactly("pause [t-0]");
    flow.update(5);
    assertThat(calls).containsExactly("pause [t-0]", "resume [t-0]");
    flow.update(4);
    assertThat(calls).as("resumed once").hasSize(2);
  }

  @Test
  void tellsHowManyRecordsHaveToGetDoneBeforeItResumes() {
    FlowControl flow = flow(10);

    flow.update(9);
    assertThat(flow.untilResumed(9)).as("not paused").isZero();
    flow.update(12);
    assertThat(flow.untilResumed(12)).isEqualTo(7);
    flow.update(5);
    assertThat(flow.untilResumed(5)).as("resumed").isZero();
  }

  @Test
  void partitionsThatWereAssignedMeanwhileArePausedToo() {
    FlowControl flow = flow(10);

    flow.update(10);
    assignment = Set.of(FIRST, SECOND);
    flow.update(8);
    flow.update(12);

    assertThat(calls).containsExactly("pause [t-0]", "pause [t-0, t-1]");
  }

  @Test
  void partitionsThatComeWhenNothingWaitsAnyMoreAreResumed() {
    FlowControl flow = flow(10);
    flow.update(10);

    assignment = Set.of();
    flow.update(0);
    assignment = Set.of(SECOND);
    flow.update(0);

    assertThat(calls).containsExactly("pause [t-0]", "resume [t-1]");
  }

  @Test
  void theSamePartitionsAssignedAnewAreToldAnew() {
    FlowControl flow = flow(10);

    flow.update(10);
    flow.assigned(8);
    flow.assigned(0);
    flow.assigned(0);

    assertThat(calls).containsExactly("pause [t-0]", "pause [t-0]", "resume [t-0]", "resume [t-0]");
  }

  @Test
  void theSmallestLimitWorks() {
    FlowControl flow = flow(1);

    flow.update(1);
    flow.update(0);

    assertThat(calls).containsExactly("pause [t-0]", "resume [t-0]");
  }
}
