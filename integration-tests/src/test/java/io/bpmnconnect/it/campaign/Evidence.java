package io.bpmnconnect.it.campaign;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * What a load has left behind, as read from topics and engine.
 *
 * @param accepted the numbers that Kafka has accepted in each flow
 * @param instances the process instances that came to their last job, for each number
 * @param deadLetters the numbers in the dead letter queues, as often as they are there
 * @param jobs the records of jobs
 * @param refused the keys of jobs whose completion was refused
 */
record Evidence(
    Map<Flow, Set<Integer>> accepted,
    Map<Flow, Map<Integer, SortedSet<Instance>>> instances,
    Map<Flow, List<Integer>> deadLetters,
    List<JobRecord> jobs,
    Set<String> refused) {

  /** The record of a job: the number and the instance it belongs to, and its own key. */
  record JobRecord(int number, String processInstance, String job) {}

  /** A process instance; those that began earlier come first. */
  record Instance(Instant began, String id) implements Comparable<Instance> {

    private static final Comparator<Instance> ORDER =
        Comparator.comparing(Instance::began).thenComparing(Instance::id);

    @Override
    public int compareTo(Instance other) {
      return ORDER.compare(this, other);
    }
  }
}
