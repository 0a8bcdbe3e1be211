package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowControlTest {

  private final List<String> calls = new ArrayList<>();

  private FlowControl flow(int maxBuffered) {
    return new FlowControl(maxBuffered, () -> calls.add("pause"), () -> calls.add("resume"));
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
    assertThat(calls).containsExactly("pause");
    flow.update(5);
    assertThat(calls).containsExactly("pause", "resume");
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
    flow.update(12);

    assertThat(calls).containsExactly("pause", "pause");
  }

  @Test
  void theSmallestLimitWorks() {
    FlowControl flow = flow(1);

    flow.update(1);
    flow.update(0);

    assertThat(calls).containsExactly("pause", "resume");
  }
}
