package io.bpmnconnect.stack;

/**
 * How much an engine has done, by its own count, over all processes.
 *
 * @param started process instances that were started, in whatever way
 * @param ended process instances that came to an end event
 * @param tasksCompleted service tasks that were completed
 * @param errorsThrown BPMN errors that were thrown on service tasks
 * @param waitsBegun arrivals at an intermediate catch event of a message or a signal
 */
public record EngineTally(
    long started, long ended, long tasksCompleted, long errorsThrown, long waitsBegun) {

  /** What was done since an earlier count. */
  public EngineTally since(EngineTally earlier) {
    return new EngineTally(
        started - earlier.started,
        ended - earlier.ended,
        tasksCompleted - earlier.tasksCompleted,
        errorsThrown - earlier.errorsThrown,
        waitsBegun - earlier.waitsBegun);
  }
}
