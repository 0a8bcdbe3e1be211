package io.bpmnconnect.stack.camunda8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a stand-in has done, in the order in which it did it: the witness of tests. It
 * outlives the stop of a gateway. Thread-safe.
 */
public final class EngineLog {

  /** What an event is about. */
  public enum Subject {
    PROCESS_INSTANCE,
    ELEMENT,
    JOB,
    INCIDENT,
    MESSAGE,
    SIGNAL,
    DECISION,
    VARIABLES
  }

  /**
   * One thing that happened.
   *
   * @param action such as {@code activated}, {@code completed} or {@code terminated}
   * @param type an element's BPMN type, a job's type, a message's or a signal's name
   * @param key of the subject
   * @param processInstanceKey 0 where there is none
   * @param processId of the instance's process; empty where there is none
   * @param detail such as an element's id, or why something failed
   */
  public record Event(
      Instant time,
      Subject subject,
      String action,
      String type,
      long key,
      long processInstanceKey,
      String processId,
      String detail) {}

  private record Kind(Subject subject, String action, String type) {}

  private final List<Event> events = new ArrayList<>();
  private final Map<Kind, Long> counts = new HashMap<>();

  synchronized void add(
      Subject subject,
      String action,
      String type,
      long key,
      long processInstanceKey,
      String processId,
      String detail) {
    events.add(
        new Event(
            Instant.now(), subject, action, type, key, processInstanceKey, processId, detail));
    counts.merge(new Kind(subject, action, type), 1L, Long::sum);
  }

  /** All events so far. */
  public synchronized List<Event> events() {
    return Collections.unmodifiableList(new ArrayList<>(events));
  }

  /** The events of one process, over all its instances. */
  public List<Event> eventsOf(String processId) {
    return events().stream().filter(event -> event.processId().equals(processId)).toList();
  }

  /** How many events there were of a kind, whatever their type. */
  public synchronized long count(Subject subject, String action) {
    return counts.entrySet().stream()
        .filter(it -> it.getKey().subject() == subject && it.getKey().action().equals(action))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How many events there were of a kind and a type. */
  public synchronized long count(Subject subject, String action, String type) {
    return counts.getOrDefault(new Kind(subject, action, type), 0L);
  }
}
