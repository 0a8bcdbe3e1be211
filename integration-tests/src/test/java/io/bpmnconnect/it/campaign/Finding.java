package io.bpmnconnect.it.campaign;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of the records of one operation; each of its sets should be empty, but for
 * repetitions where they are allowed.
 *
 * @param operation in the words of the table of guarantees
 * @param total how many there were
 * @param mayRepeat whether the guarantee is at least once, and not once
 * @param lost of which nothing came
 * @param repeated that came more than once
 * @param disordered that came before an earlier one of the same key
 * @param unsettled that came, and did not get to their end
 * @param unexpected that should not have come
 */
record Finding(
    String operation,
    int total,
    boolean mayRepeat,
    Set<? extends Comparable<?>> lost,
    Set<? extends Comparable<?>> repeated,
    Set<? extends Comparable<?>> disordered,
    Set<? extends Comparable<?>> unsettled,
    Set<? extends Comparable<?>> unexpected) {

  private static final int SHOWN = 20;

  /** What breaks the guarantee, in words; empty when nothing does. */
  String violations() {
    Map<String, Set<? extends Comparable<?>>> broken = new LinkedHashMap<>();
    broken.put("lost", lost);
    broken.put("repeated", mayRepeat ? Set.of() : repeated);
    broken.put("out of order", disordered);
    broken.put("unsettled", unsettled);
    broken.put("unexpected", unexpected);
    broken.values().removeIf(Collection::isEmpty);
    return broken.entrySet().stream()
        .map(entry -> "%s: %s %s".formatted(operation, entry.getKey(), some(entry.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private static String some(Set<? extends Comparable<?>> numbers) {
    return numbers.stream().sorted().limit(SHOWN).toList()
        + (numbers.size() > SHOWN ? " and %d more".formatted(numbers.size() - SHOWN) : "");
  }

  /** A line of the table below {@link #HEAD}. */
  @Override
  public String toString() {
    return "%-26s %8d %6d %10d %14d %11d %12d"
        .formatted(
            operation,
            total,
            lost.size(),
            repeated.size(),
            disordered.size(),
            unsettled.size(),
            unexpected.size());
  }

  static final String HEAD =
      "%-26s %8s %6s %10s %14s %11s %12s"
          .formatted(
              "operation", "total", "lost", "repeated", "out of order", "unsettled", "unexpected");
}
