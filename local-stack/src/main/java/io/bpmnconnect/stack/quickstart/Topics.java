package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.StackException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of the example; the connectors' configurations name them, too. */
final class Topics {

  static final String ORDERS = "orders";
  static final String SHIPMENTS = "shipments";
  static final String DAY_CLOSED = "day-closed";
  static final String JOBS = "jobs.charge-card";
  static final String REPLIES = "replies";
  static final String REPLY_ERRORS = "replies-errors";
  static final String DEAD_LETTERS = "orders-dlq";

  static final List<String> ALL =
      List.of(ORDERS, SHIPMENTS, DAY_CLOSED, JOBS, REPLIES, REPLY_ERRORS, DEAD_LETTERS);

  private static final int PARTITIONS = 3;

  private Topics() {}

  static void create(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      List<NewTopic> topics =
          ALL.stream().map(name -> new NewTopic(name, PARTITIONS, (short) 1)).toList();
      admin.createTopics(topics).all().get();
    } catch (ExecutionException e) {
      throw new StackException("the example's topics cannot be created", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while creating topics", e);
    }
  }
}
