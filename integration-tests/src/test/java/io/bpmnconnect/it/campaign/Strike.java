package io.bpmnconnect.it.campaign;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One time that something goes wrong.
 *
 * @param nemeses who strikes: one, or two at once
 * @param after how long everything runs undisturbed before it
 * @param length from its begin to its end
 * @param choice between the variants of a nemesis, below {@link Nemesis#CHOICES}
 */
record Strike(List<Nemesis> nemeses, Duration after, Duration length, int choice) {

  void begin(Site site) throws Exception {
    for (Nemesis nemesis : nemeses) {
      nemesis.begin(site, choice);
    }
  }

  void end(Site site) throws Exception {
    for (Nemesis nemesis : nemeses) {
      nemesis.end(site, choice);
    }
  }

  @Override
  public String toString() {
    return "%s (variant %d) after %d ms, for %d ms"
        .formatted(
            nemeses.stream().map(Nemesis::name).collect(Collectors.joining(" and ")),
            choice,
            after.toMillis(),
            length.toMillis());
  }
}
