package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class OrderingTest {

  private static SinkRecord record(int partition, Object key) {
    return new SinkRecord("orders", partition, null, key, null, "x", 1);
  }

  @Test
  void recordsOfOneKeyShareALane() {
    assertThat(Ordering.KEY.lane(record(0, "a"))).isEqualTo(Ordering.KEY.lane(record(0, "a")));
    assertThat(Ordering.KEY.lane(record(0, "a"))).isNotEqualTo(Ordering.KEY.lane(record(0, "b")));
    assertThat(Ordering.KEY.lane(record(0, new byte[] {1})))
        .isEqualTo(Ordering.KEY.lane(record(0, new byte[] {1})))
        .isNotEqualTo(Ordering.KEY.lane(record(0, new byte[] {2})));
  }

  @Test
  void recordsWithoutAKeyAreOrderedByPartition() {
    assertThat(Ordering.KEY.lane(record(0, null)))
        .isEqualTo(Ordering.KEY.lane(record(0, null)))
        .isNotEqualTo(Ordering.KEY.lane(record(1, null)));
  }

  @Test
  void recordsOfOnePartitionShareALane() {
    assertThat(Ordering.PARTITION.lane(record(0, "a")))
        .isEqualTo(Ordering.PARTITION.lane(record(0, "b")))
        .isNotEqualTo(Ordering.PARTITION.lane(record(1, "a")));
  }

  @Test
  void thePartitionIsTheOneBeforeTransformations() {
    SinkRecord renamed =
        record(0, "a").newRecord("renamed", 9, null, "a", null, "x", null, List.of());

    assertThat(Ordering.PARTITION.lane(renamed)).isEqualTo(Ordering.PARTITION.lane(record(0, "a")));
  }

  @Test
  void withoutOrderingEveryRecordHasItsOwnLane() {
    Object first = Ordering.NONE.lane(record(0, "a"));
    Object second = Ordering.NONE.lane(record(0, "a"));

    assertThat(first).isNotEqualTo(second);
  }
}
