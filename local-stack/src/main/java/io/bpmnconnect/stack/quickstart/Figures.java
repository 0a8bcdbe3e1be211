package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.EngineTally;
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
 * @param unfinished orders that are neither a dead letter nor an ended process instance
 * @param duplicates instances beyond one for each order, and job records written twice
 * @param waitingForDay instances that wait for the day to be closed
 */
record Figures(
    long orders,
    long started,
    long jobs,
    long replies,
    long completed,
    long declined,
    long deadLettered,
    long unfinished,
    long duplicates,
    long waitingForDay) {

  static Figures of(TopicCounts topics, EngineTally engine) {
    long orders = topics.records(Topics.ORDERS);
    long completed = engine.ended();
    // An order started twice must not make up for one that was lost.
    long ended = Math.min(completed, topics.ordersWithJob());
    return new Figures(
        orders,
        engine.started(),
        topics.records(Topics.JOBS),
        topics.records(Topics.REPLIES),
        completed,
        engine.errorsThrown(),
        topics.records(Topics.DEAD_LETTERS) + topics.records(Topics.REPLY_ERRORS),
        Math.max(0, orders - topics.deadOrders() - ended),
        topics.repeatedStarts() + topics.repeatedJobs(),
        waitingForDay(engine));
  }

  /**
   * A completed job leads to the first catch event, the shipment, and that one to the second, the
   * end of the day, from which all instances end that were not declined. The two events are counted
   * as one.
   */
  private static long waitingForDay(EngineTally engine) {
    long begun = engine.waitsBegun() - engine.tasksCompleted();
    long ended = engine.ended() - engine.errorsThrown();
    return Math.max(0, begun - ended);
  }

  /** Whether nothing more will happen to so many orders. */
  boolean ended(int expectedOrders) {
    return orders == expectedOrders && unfinished == 0 && started == completed;
  }

  /** Whether each of so many orders was taken to its end by the engine. */
  boolean succeeded(int expectedOrders) {
    return ended(expectedOrders) && deadLettered == 0;
  }

  /** Whether nothing but closing the day is missing. */
  boolean onlyTheDayIsMissing(int expectedOrders) {
    return orders == expectedOrders && unfinished > 0 && waitingForDay == unfinished;
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
        unfinished,
        duplicates,
        seconds);
  }
}
