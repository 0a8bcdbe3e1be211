package io.bpmnconnect.it.campaign;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.bpmnconnect.it.campaign.Evidence.Instance;
import io.bpmnconnect.it.campaign.Evidence.JobRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges what a load has left behind by the table of docs/guarantees.md. It knows nothing of what
 * struck, nor of what the connectors tell about themselves.
 */
final class Checker {

  private final Evidence evidence;
  private final boolean messagesOnce;

  /**
   * @param messagesOnce whether the engine knows a message that it has had before by its id
   */
  Checker(Evidence evidence, boolean messagesOnce) {
    this.evidence = evidence;
    this.messagesOnce = messagesOnce;
  }

  /** One finding for each operation. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(started(Flow.ORDERS, "create-process-instance", true));
    findings.add(started(Flow.MESSAGES, "publish-message", !messagesOnce));
    findings.add(jobs());
    for (Flow flow : Flow.values()) {
      findings.add(deadLetters(flow));
    }
    return findings;
  }

  /** Everything that breaks a guarantee, in words; empty when nothing does. */
  String violations() {
    return findings().stream()
        .map(Finding::violations)
        .filter(violation -> !violation.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private Finding started(Flow flow, String operation, boolean mayRepeat) {
    Map<Integer, SortedSet<Instance>> instances = evidence.instances().get(flow);
    Set<Integer> sound = sound(flow);
    Set<Integer> lost = minus(sound, instances.keySet());
    if (flow == Flow.ORDERS) {
      // Their instances are there, and their jobs unsettled.
      evidence.jobs().forEach(job -> lost.remove(job.number()));
    }
    Set<Integer> repeated =
        instances.entrySet().stream()
            .filter(entry -> entry.getValue().size() > 1)
            .map(Map.Entry::getKey)
            .collect(toSet());
    Set<Integer> unexpected =
        instances.keySet().stream()
            .filter(number -> new NumberedRecord(number).isPoison())
            .collect(toSet());
    return new Finding(
        operation,
        sound.size(),
        mayRepeat,
        lost,
        repeated,
        disordered(instances),
        Set.of(),
        unexpected);
  }

  private Set<Integer> sound(Flow flow) {
    return minus(evidence.accepted().get(flow), poison(flow));
  }

  private Set<Integer> poison(Flow flow) {
    return evidence.accepted().get(flow).stream()
        .filter(number -> new NumberedRecord(number).isPoison())
        .collect(toSet());
  }

  /**
   * Records of a key reach the engine one after the other, and a worker that takes over begins with
   * one that was not done. So whatever is repeated, the first instances of a key's records are in
   * the order of the records. Of one key there is no second command before the first is answered,
   * so no two of its instances begin at the same moment.
   */
  private static Set<Integer> disordered(Map<Integer, SortedSet<Instance>> instances) {
    Map<String, List<Integer>> byKey =
        instances.entrySet().stream()
            .sorted(Comparator.comparing(entry -> entry.getValue().first()))
            .map(Map.Entry::getKey)
            .collect(groupingBy(number -> new NumberedRecord(number).key()));
    return byKey.values().stream().flatMap(Checker::descents).collect(toSet());
  }

  private static Stream<Integer> descents(List<Integer> numbers) {
    List<Integer> descents = new ArrayList<>();
    int highest = -1;
    for (int number : numbers) {
      if (number < highest) {
        descents.add(number);
      }
      highest = Math.max(highest, number);
    }
    return descents.stream();
  }

  /** A job may come again; each instance that has shown a job gets to its end. */
  private Finding jobs() {
    Map<String, Long> records = count(evidence.jobs(), JobRecord::job);
    Set<String> ended =
        evidence.instances().get(Flow.ORDERS).values().stream()
            .flatMap(Collection::stream)
            .map(Instance::id)
            .collect(toSet());
    Set<String> unsettled = new TreeSet<>();
    evidence.jobs().forEach(job -> unsettled.add(job.processInstance()));
    unsettled.removeAll(ended);
    Set<String> unwritten = new TreeSet<>(ended);
    evidence.jobs().forEach(job -> unwritten.remove(job.processInstance()));
    return new Finding(
        "job to record, settled",
        records.size(),
        true,
        unwritten,
        repeated(records),
        Set.of(),
        unsettled,
        evidence.refused());
  }

  /** A crash between a report and its commit may write the dead letter again. */
  private Finding deadLetters(Flow flow) {
    Map<Integer, Long> letters = count(evidence.deadLetters().get(flow), Function.identity());
    Set<Integer> poison = poison(flow);
    return new Finding(
        "dead letters of " + flow.topic(),
        poison.size(),
        true,
        minus(poison, letters.keySet()),
        repeated(letters),
        Set.of(),
        Set.of(),
        letters.keySet().stream()
            .filter(number -> !new NumberedRecord(number).isPoison())
            .collect(toSet()));
  }

  private static <T, K> Map<K, Long> count(Collection<T> items, Function<T, K> key) {
    return items.stream().collect(groupingBy(key, HashMap::new, Collectors.counting()));
  }

  private static <K> Set<K> repeated(Map<K, Long> counts) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(Map.Entry::getKey)
        .collect(toSet());
  }

  private static Set<Integer> minus(Set<Integer> all, Set<Integer> some) {
    Set<Integer> rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  @Override
  public String toString() {
    return Stream.concat(Stream.of(Finding.HEAD), findings().stream().map(Finding::toString))
        .collect(Collectors.joining("\n"));
  }
}
