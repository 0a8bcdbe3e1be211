package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnleasedJobsTest {

  @Test
  void aTypeWhoseJobsComeWithoutATokenIsToldOnce() {
    UnleasedJobs unleased = new UnleasedJobs(true);

    try (RecordedLog log = RecordedLog.of(UnleasedJobs.class)) {
      unleased.look(Jobs.job("7"));
      unleased.look(Jobs.job("8"));

      assertThat(log.beginning("Job 7 of type"))
          .singleElement()
          .satisfies(line -> assertThat(line.text()).contains("job.lease=true"));
      assertThat(log.beginning("Job 8")).isEmpty();
    }
  }

  @Test
  void nobodyIsToldWhoDoesNotAskForTokens() {
    try (RecordedLog log = RecordedLog.of(UnleasedJobs.class)) {
      new UnleasedJobs(false).look(Jobs.job("7"));

      assertThat(log.beginning("")).isEmpty();
    }
  }
}
