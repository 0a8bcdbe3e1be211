package io.bpmnconnect.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void givesEachPortOnce() {
    assertThat(new FreePorts("1/1").find(50))
        .doesNotHaveDuplicates()
        .allSatisfy(port -> assertThat(port).isBetween(20_000, 31_999));
  }

  @Test
  void sharesOfTheRangeDoNotOverlap() {
    assertThat(new FreePorts("1/2").find(50))
        .allSatisfy(port -> assertThat(port).isBetween(20_000, 25_999));
    assertThat(new FreePorts("2/2").find(50))
        .allSatisfy(port -> assertThat(port).isBetween(26_000, 31_999));
  }
}
