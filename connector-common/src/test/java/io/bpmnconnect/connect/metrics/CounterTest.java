package io.bpmnconnect.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterTest {

  private final Counter counter = new Counter();

  @Test
  void itStartsAtZeroAndGrows() {
    assertThat(counter.value()).isZero();

    counter.increment();
    counter.add(41);

    assertThat(counter.value()).isEqualTo(42);
  }

  @Test
  void itNeverShrinks() {
    counter.add(5);

    assertThatThrownBy(() -> counter.add(-1)).hasMessageContaining("-1");
    assertThat(counter.value()).isEqualTo(5);
  }

  @Test
  void nothingIsLostWhenManyThreadsCount() {
    IntStream.range(0, 100_000).parallel().forEach(i -> counter.increment());

    assertThat(counter.value()).isEqualTo(100_000);
  }
}
