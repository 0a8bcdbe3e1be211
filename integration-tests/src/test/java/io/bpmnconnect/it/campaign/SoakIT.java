package io.bpmnconnect.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.GoProgram;
import io.bpmnconnect.stack.JvmTuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The load of the campaign for a long time, with nothing that strikes: does the worker grow? In the
 * build for a minute at a low rate, which finds what grows with each record or poll; {@code
 * integration-tests/campaign soak} takes an hour, at a rate that the site can hardly do.
 */
class SoakIT {

  private static final Logger log = LoggerFactory.getLogger(SoakIT.class);

  private static final int MINUTES = Integer.getInteger("soak.minutes", 1);

  /** Records of each flow in a second; for 0, four fifths of what the site can do. */
  private static final int RECORDS_PER_SECOND = Integer.getInteger("campaign.rate", 3);

  /** A short run is sampled more often. */
  private static final Duration INTERVAL = Duration.ofSeconds(MINUTES < 10 ? 10 : 60);

  private static final long SAMPLES = Duration.ofMinutes(MINUTES).dividedBy(INTERVAL);

  private static final double SHARE = 0.8;

  /** To warm up, and then to see what the site can do. */
  private static final int RECORDS_AT_ONCE = 1_000;

  /**
   * How much higher the mean of the last third may be than that of the first: caches of the JVM and
   * of Kafka's clients fill, connections come and go.
   */
  private static final Footprint MARGIN = new Footprint(4_000_000, 5, 10);

  @Test
  void theWorkerDoesNotGrow() throws Exception {
    GoProgram.TOXIPROXY.assumeInstalled();
    try (Site site = Site.start(JvmTuning.THROUGHPUT);
        Load load = Load.on(site)) {
      load.start(RECORDS_PER_SECOND > 0 ? RECORDS_PER_SECOND : share(load));
      List<Footprint> samples = new ArrayList<>();
      for (int sample = 0; sample <= SAMPLES; sample++) {
        samples.add(Footprint.of(site.stack().worker().pid()));
        log.info("after {}: {}", INTERVAL.multipliedBy(sample), samples.get(sample));
        await().pollDelay(INTERVAL).forever().until(() -> true);
      }
      Checker checker = load.stop();
      Footprint growth =
          new Footprint(
              growth(samples, Footprint::heap),
              growth(samples, Footprint::threads),
              growth(samples, Footprint::files));

      log.info("{}\nfrom the first third to the last: {}", checker, growth);
      assertThat(checker.violations()).isEmpty();
      assertThat(growth.heap()).as("bytes of live objects").isLessThan(MARGIN.heap());
      assertThat(growth.threads()).as("threads").isLessThan(MARGIN.threads());
      assertThat(growth.files()).as("open files").isLessThan(MARGIN.files());
    }
  }

  private static int share(Load load) {
    load.capacity(RECORDS_AT_ONCE);
    double capacity = load.capacity(RECORDS_AT_ONCE);
    int share = (int) (capacity * SHARE);
    log.info("{} records/s of each flow come through, {} are sent from now on", capacity, share);
    return share;
  }

  /** How much higher the mean of the last third is than that of the first. */
  private static long growth(List<Footprint> samples, ToLongFunction<Footprint> what) {
    int third = Math.max(1, samples.size() / 3);
    return mean(samples.subList(samples.size() - third, samples.size()), what)
        - mean(samples.subList(0, third), what);
  }

  private static long mean(List<Footprint> samples, ToLongFunction<Footprint> what) {
    return Math.round(samples.stream().mapToLong(what).average().orElseThrow());
  }
}
