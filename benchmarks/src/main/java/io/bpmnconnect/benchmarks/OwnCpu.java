package io.bpmnconnect.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** The CPU time of this process, but for the {@link NullEngine} in it. */
final class OwnCpu {

  private OwnCpu() {}

  static long nanos() {
    long process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long engine = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().equals(NullEngine.THREAD)) {
        engine += threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    return process - engine;
  }
}
