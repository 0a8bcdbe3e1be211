package io.bpmnconnect.stack.quickstart;

import java.util.List;

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

  static final int PARTITIONS = 3;

  private Topics() {}
}
