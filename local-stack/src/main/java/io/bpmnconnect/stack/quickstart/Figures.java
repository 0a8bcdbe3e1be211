package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.EngineMetrics;
import java.util.Locale;

/**
 * How far the orders are, by what the topics hold and by what the engine counts.
 *
 * @param orders records in the topic of orders
 * @param started process instances that the engine started
 * @param jobs records in the topic of jobs
 * @param replies records in the topic of replies
 * @param completed process instances that came to an end
 * @param declined BPMN errors that were thrown
 * @param deadLettered records in the dead letter queue and in the topic of reply errors
 * @param lostOrders orders that are neither an ended instance nor a dead letter
 * @param duplicates instances beyond one for each order, and job records written twice
 * @param waitingForDay instances that wait for the day to be closed, as long as none was
 */
record Figures(
    long orders,
    long started,
    long jobs,
    long replies,
    long completed,
    long declined,
    long deadLettered,
    long lostOrders,
    long duplicates,
    long waitingForDay) {

  static Figures of(TopicCounts topics, EngineMetrics engine) {
    long started = engine.processInstancesActivated();
    long completed = engine.processInstancesCompleted();
    long orders = topics.records(Topics.ORDERS);
    return new Figures(
        orders,
        started,
        topics.records(Topics.JOBS),
        topics.records(Topics.REPLIES),
        completed,
        engine.jobErrorsThrown(),
        topics.records(Topics.DEAD_LETTERS) + topics.records(Topics.REPLY_ERRORS),
        Math.max(0, orders - topics.deadOrders() - completed),
        Math.max(0, started + topics.deadOrders() - orders) + topics.repeatedJobs(),
        waitingForDay(engine));
  }

  /**
   * Each instance passes two catch events, the shipment and the end of the day: while no day was
   * closed, what is past a catch event waits at the second one.
   */
  private static long waitingForDay(EngineMetrics engine) {
    long waiting = engine.catchEventsActivated() - engine.catchEventsCompleted();
    return Math.min(waiting, engine.catchEventsCompleted());
  }

  /** Whether every one of so many orders has come to its end. */
  boolean allEnded(long expectedOrders) {
    return orders == expectedOrders && completed >= expectedOrders && started == completed;
  }

  /** Whether nothing but closing the day is missing, as long as no day was closed. */
  boolean onlyTheDayIsMissing(long expectedOrders) {
    return orders == expectedOrders && lostOrders > 0 && waitingForDay == lostOrders;
  }

  String toJson(double seconds) {
    return String.format(
        Locale.ROOT,
        "{\"orders\":%d,\"started\":%d,\"jobs\":%d,\"replies\":%d,\"completed\":%d,"
            + "\"declined\":%d,\"dead_lettered\":%d,\"lost\":%d,\"duplicates\":%d,"
            + "\"seconds\":%.1f}",
        orders,
        started,
        jobs,
        replies,
        completed,
        declined,
        deadLettered,
        lostOrders,
        duplicates,
        seconds);
  }
}
