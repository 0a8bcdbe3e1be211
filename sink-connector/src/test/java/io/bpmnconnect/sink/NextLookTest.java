package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NextLookTest {

  private final NextLook look = new NextLook();
  private long millis = -5_000; // a nanoTime() may be negative

  /** Looks so long after the last time. */
  private Duration after(long passed, int taken, int open, int untilResumed) {
    millis += passed;
    return look.after(taken, open, untilResumed, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void isDueWhenEnoughWillBeDone() {
    after(0, 2_000, 2_000, 1_000);

    assertThat(after(10, 0, 1_800, 800)).isEqualTo(Duration.ofMillis(40));
    assertThat(after(20, 0, 1_600, 600)).isEqualTo(Duration.ofMillis(60));
  }

  @Test
  void countsWhatGotDoneWhileOthersCame() {
    after(0, 1_500, 1_500, 0);

    assertThat(after(10, 1_000, 2_000, 1_000)).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void isNeverSoonerThanTheSoonestNorLaterThanTheLatest() {
    after(0, 2_000, 2_000, 1_000);

    assertThat(after(10, 0, 1_001, 1)).isEqualTo(NextLook.SOONEST);
    assertThat(after(1_000, 0, 1_000, 1_000)).isEqualTo(NextLook.LATEST);
  }

  @Test
  void isLateWhileNothingGetsDone() {
    after(0, 2_000, 2_000, 1_000);

    assertThat(after(10, 0, 2_000, 1_000)).isEqualTo(NextLook.LATEST);
  }

  @Test
  void isSoonWhenRecordsHaveJustComeAndNoneIsDone() {
    assertThat(after(0, 2_000, 2_000, 1_000)).isEqualTo(NextLook.SOONEST);
  }

  @Test
  void isLateWhileTheTaskIsNotPaused() {
    after(0, 500, 500, 0);

    assertThat(after(10, 0, 100, 0)).isEqualTo(NextLook.LATEST);
  }
}
