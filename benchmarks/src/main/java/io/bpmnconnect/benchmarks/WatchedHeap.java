package io.bpmnconnect.benchmarks;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.bpmnconnect.stack.ConnectWorker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks at the heap of a worker each time before its connector is turned off. */
final class WatchedHeap implements Side {

  private final ConnectWorker worker;
  private final Side connector;
  private long live;

  WatchedHeap(ConnectWorker worker, Side connector) {
    this.worker = worker;
    this.connector = connector;
  }

  /** What was in use when it was looked at last, in bytes. */
  long live() {
    return live;
  }

  @Override
  public void on() throws Exception {
    connector.on();
  }

  @Override
  public void off() throws Exception {
    live = live(worker.pid());
    connector.off();
  }

  @Override
  public long cpuNanos() {
    return connector.cpuNanos();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }

  /** By the JVM's own agent, which takes connections from its machine only. */
  @SuppressWarnings("BanJNDI") // the address is a stub that the worker itself has given out
  private static long live(long pid) throws IOException, AttachNotSupportedException {
    VirtualMachine jvm = VirtualMachine.attach(Long.toString(pid));
    try (JMXConnector agent =
        JMXConnectorFactory.connect(new JMXServiceURL(jvm.startLocalManagementAgent()))) {
      MemoryMXBean memory =
          ManagementFactory.newPlatformMXBeanProxy(
              agent.getMBeanServerConnection(),
              ManagementFactory.MEMORY_MXBEAN_NAME,
              MemoryMXBean.class);
      memory.gc();
      return memory.getHeapMemoryUsage().getUsed();
    } finally {
      jvm.detach();
    }
  }
}
