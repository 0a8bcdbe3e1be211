package io.bpmnconnect.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AlarmTest {

  private final AtomicInteger rung = new AtomicInteger();

  @Test
  void itRingsWhenTimeIsUp() {
    Alarm.after(1, TimeUnit.MILLISECONDS, rung::incrementAndGet);

    await().until(() -> rung.get() == 1);
  }

  @Test
  void oneThatIsTurnedOffDoesNotRing() {
    Alarm early = Alarm.after(50, TimeUnit.MILLISECONDS, rung::incrementAndGet);
    AtomicInteger later = new AtomicInteger();
    Alarm.after(100, TimeUnit.MILLISECONDS, later::incrementAndGet);

    early.off();

    await().until(() -> later.get() == 1);
    assertThat(rung).hasValue(0);
  }
}
