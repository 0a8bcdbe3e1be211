package io.bpmnconnect.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.GoProgram;
import io.bpmnconnect.stack.JvmTuning;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that can go wrong does so in turn, in the manner of Jepsen, while records go through
 * both connectors; in the end an independent checker compares what is there with
 * docs/guarantees.md. {@code -Dcampaign.seed} repeats the strikes of another run, {@code
 * -Dcampaign.strikes} has more of them, {@code -Dcampaign.nemeses} only some kinds, {@code
 * -Dcampaign.rate} sends more or less.
 *
 * @see <a href="https://jepsen.io">Jepsen</a>
 */
class CampaignIT {

  private static final Logger log = LoggerFactory.getLogger(CampaignIT.class);

  /** Each build has the same strikes; the command of docs/reliability.md draws a seed. */
  private static final long SEED = Long.getLong("campaign.seed", 392L);

  private static final int STRIKES = Integer.getInteger("campaign.strikes", 4);
  private static final List<Nemesis> NEMESES =
      Optional.ofNullable(System.getProperty("campaign.nemeses"))
          .map(names -> Arrays.stream(names.split(",")).map(Nemesis::valueOf).toList())
          .orElse(List.of(Nemesis.values()));

  /** Few, so that what has queued up during a strike is worked off soon on two cores. */
  private static final int RECORDS_PER_SECOND = Integer.getInteger("campaign.rate", 3);

  @Test
  void nothingIsLostWhateverStrikes() throws Exception {
    GoProgram.TOXIPROXY.assumeInstalled();
    Schedule schedule = Schedule.draw(SEED, STRIKES, NEMESES);
    log.info("-Dcampaign.seed={} -Dcampaign.strikes={}", SEED, STRIKES);
    try (Site site = Site.start(JvmTuning.QUICK_START);
        Load load = Load.on(site)) {
      load.start(RECORDS_PER_SECOND);
      Recoveries recoveries = new Recoveries();
      for (Strike strike : schedule.strikes()) {
        recoveries.add(strike, recovery(strike, site, load));
      }
      Checker checker = load.stop();

      log.info("{}\n{}", recoveries, checker);
      assertThat(checker.violations()).as("seed %d", SEED).isEmpty();
    }
  }

  /** Strikes, and returns how long it took from the end of the strike to progress. */
  private static Duration recovery(Strike strike, Site site, Load load) throws Exception {
    pass(strike.after());
    log.info("{}", strike);
    strike.begin(site);
    pass(strike.length());
    strike.end(site);
    Map<Flow, Duration> took = load.awaitProgress();
    log.info("recovered: {}", took);
    return Collections.max(took.values());
  }

  private static void pass(Duration time) {
    await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
  }
}
