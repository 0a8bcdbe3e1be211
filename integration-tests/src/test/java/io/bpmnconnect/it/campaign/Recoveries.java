package io.bpmnconnect.it.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How long each strike was felt after its end, until records that were sent later came through. */
final class Recoveries {

  private static final int WORST = 5;

  private record Recovery(Strike strike, Duration took) {
    @Override
    public String toString() {
      return "%.1f s after %s".formatted(took.toMillis() / 1e3, strike);
    }
  }

  private final List<Recovery> recoveries = new ArrayList<>();

  void add(Strike strike, Duration took) {
    recoveries.add(new Recovery(strike, took));
  }

  private List<Recovery> longestFirst() {
    return recoveries.stream().sorted(Comparator.comparing(Recovery::took).reversed()).toList();
  }

  @Override
  public String toString() {
    if (recoveries.isEmpty()) {
      return "no strikes";
    }
    List<Recovery> sorted = longestFirst();
    return "%d strikes, recovered within %.1f s (half of them) and %.1f s (all); the longest:%n  %s"
        .formatted(
            sorted.size(),
            sorted.get(sorted.size() / 2).took().toMillis() / 1e3,
            sorted.get(0).took().toMillis() / 1e3,
            sorted.stream()
                .limit(WORST)
                .map(Recovery::toString)
                .collect(Collectors.joining("\n  ")));
  }
}
