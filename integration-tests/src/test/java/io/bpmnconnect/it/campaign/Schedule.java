package io.bpmnconnect.it.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * All strikes of a campaign, drawn before anything runs: the same seed gives the same strikes
 * whatever happens meanwhile. A strike waits until the one before it is recovered from, so that the
 * time that this takes can be told.
 */
record Schedule(long seed, List<Strike> strikes) {

  private static final int SHORTEST_MS = 500;
  private static final int LONGEST_MS = 10_000;
  private static final int LONGEST_QUIET_MS = 3_000;

  /**
   * Draws them.
   *
   * @param kinds the nemeses that may strike
   */
  static Schedule draw(long seed, int strikes, List<Nemesis> kinds) {
    Random random = new Random(seed);
    List<Strike> drawn = new ArrayList<>();
    List<Nemesis> deck = new ArrayList<>();
    while (drawn.size() < strikes) {
      if (deck.isEmpty()) {
        // Each once before any comes again, so that a long campaign has all of them evenly.
        deck.addAll(kinds);
        Collections.shuffle(deck, random);
      }
      List<Nemesis> nemeses = new ArrayList<>(List.of(deck.remove(0)));
      if (!deck.isEmpty() && nemeses.get(0).goesWith(deck.get(0)) && random.nextBoolean()) {
        nemeses.add(deck.remove(0));
      }
      drawn.add(
          new Strike(
              List.copyOf(nemeses),
              Duration.ofMillis(random.nextInt(LONGEST_QUIET_MS)),
              Duration.ofMillis(random.nextInt(SHORTEST_MS, LONGEST_MS)),
              random.nextInt(Nemesis.CHOICES)));
    }
    return new Schedule(seed, List.copyOf(drawn));
  }
}
