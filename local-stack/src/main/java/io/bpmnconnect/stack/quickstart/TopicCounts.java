package io.bpmnconnect.stack.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Counts the records of the example's topics. Belongs to one thread. */
final class TopicCounts {

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Long> records = new HashMap<>();
  private final Set<String> jobs = new HashSet<>();
  private final Set<String> processInstances = new HashSet<>();
  private final Set<String> orders = new HashSet<>();
  private long repeatedJobs;
  private long deadOrders;

  void add(ConsumerRecord<String, String> record) {
    records.merge(record.topic(), 1L, Long::sum);
    switch (record.topic()) {
      case Topics.JOBS -> addJob(record);
      case Topics.DEAD_LETTERS ->
          deadOrders += header(record, "__connect.errors.topic").equals(Topics.ORDERS) ? 1 : 0;
      default -> {}
    }
  }

  private void addJob(ConsumerRecord<String, String> job) {
    boolean first = jobs.add(header(job, "bpmn-job-key") + "/" + header(job, "bpmn-job-retries"));
    repeatedJobs += first ? 0 : 1;
    processInstances.add(header(job, "bpmn-process-instance-key"));
    try {
      orders.add(json.readTree(job.value()).at("/variables/orderId").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + job.topic() + "@" + job.offset(), e);
    }
  }

  long records(String topic) {
    return records.getOrDefault(topic, 0L);
  }

  /** Different orders that job records tell of. */
  long ordersWithJob() {
    return orders.size();
  }

  /** Process instances with a job, beyond one for each order. */
  long repeatedStarts() {
    return (long) processInstances.size() - orders.size();
  }

  /** Job records that tell of an activation that another one has told of already. */
  long repeatedJobs() {
    return repeatedJobs;
  }

  /** Orders in the dead letter queue. */
  long deadOrders() {
    return deadOrders;
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }
}
