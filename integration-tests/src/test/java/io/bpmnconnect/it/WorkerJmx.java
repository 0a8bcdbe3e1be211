package io.bpmnconnect.it;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's metrics from outside, as an operator on its machine sees them with {@code jconsole
 * <pid>}: no JMX port need be configured. The JVM's own agent is started in it, which takes
 * connections from its own machine only.
 */
public final class WorkerJmx implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerJmx.class);

  private final JMXConnector connector;
  private final MBeanServerConnection server;

  private WorkerJmx(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.server = connector.getMBeanServerConnection();
  }

  /** Connects to the JVM with a process id, of the same user. */
  @SuppressWarnings("BanJNDI") // the address is a stub that the worker itself has given out
  public static WorkerJmx attach(long pid) throws IOException, AttachNotSupportedException {
    VirtualMachine jvm = VirtualMachine.attach(Long.toString(pid));
    try {
      return new WorkerJmx(
          JMXConnectorFactory.connect(new JMXServiceURL(jvm.startLocalManagementAgent())));
    } finally {
      jvm.detach();
    }
  }

  /**
   * The metrics of a task, by name. Tags beside those of the task stand behind the name, such as
   * {@code errors-total{kind=timeout}}.
   */
  public Map<String, Double> metrics(String connectorName, int task)
      throws IOException, JMException {
    String ofTask =
        "kafka.connect:type=plugins,connector=%s,task=%d".formatted(connectorName, task);
    Map<String, Double> metrics = new TreeMap<>();
    for (ObjectName object : server.queryNames(new ObjectName(ofTask + ",*"), null)) {
      try {
        String tags = tags(object, ofTask);
        for (Attribute attribute : attributes(object)) {
          metrics.put(attribute.getName() + tags, ((Number) attribute.getValue()).doubleValue());
        }
      } catch (InstanceNotFoundException e) {
        log.info("Taken away while it was looked at: {}", object);
      }
    }
    return metrics;
  }

  private List<Attribute> attributes(ObjectName object) throws IOException, JMException {
    MBeanAttributeInfo[] attributes = server.getMBeanInfo(object).getAttributes();
    String[] names = new String[attributes.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = attributes[i].getName();
    }
    return server.getAttributes(object, names).asList();
  }

  /** What stands behind the task in the object's name, which is part of the contract, too. */
  private static String tags(ObjectName object, String ofTask) {
    String more = object.toString().substring(ofTask.length());
    return more.isEmpty() ? "" : "{" + more.substring(1) + "}";
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
