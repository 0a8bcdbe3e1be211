package io.bpmnconnect.benchmarks;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A side that makes an engine do more at once each time that somebody looks while it is on.
 *
 * @param speed how much more
 * @param current the speed of what is on
 * @param events what was done to sides
 */
record PlayedSide(String name, long speed, AtomicLong current, List<String> events)
    implements Side {

  @Override
  public void on() {
    current.set(speed);
    events.add(name);
  }

  @Override
  public void off() {
    current.set(0);
  }

  @Override
  public long cpuNanos() {
    return 0;
  }

  @Override
  public void close() {
    events.add(name + " closed");
  }
}
