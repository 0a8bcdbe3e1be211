package io.bpmnconnect.connect.metrics;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What can be seen in JMX. */
final class Jmx {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private Jmx() {}

  /** The names of all objects of Connect, and of the attributes of each. */
  static Map<String, Set<String>> objects() {
    Map<String, Set<String>> objects = new TreeMap<>();
    try {
      for (ObjectName name : SERVER.queryNames(new ObjectName("kafka.connect:*"), null)) {
        objects.put(
            name.toString(),
            Arrays.stream(SERVER.getMBeanInfo(name).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .collect(Collectors.toSet()));
      }
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
    return objects;
  }

  static Object value(String object, String attribute) {
    try {
      return SERVER.getAttribute(new ObjectName(object), attribute);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
