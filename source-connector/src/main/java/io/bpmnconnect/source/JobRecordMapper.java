package io.bpmnconnect.source;

import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineTrait;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.Headers;

/** Makes a job's record. Used by the task's thread only: schemas may grow with each job. */
final class JobRecordMapper {

  private final JobConfig config;
  private final Map<String, JobValue> values = new HashMap<>();

  JobRecordMapper(JobConfig config) {
    this.config = config;
  }

  /**
   * Begins a job's record: evaluates where it is to go.
   *
   * @throws MappingException if there can be no record, and the job is to fail without retries
   * @throws org.apache.kafka.connect.errors.ConnectException if there can be none, and the task is
   *     to fail
   */
  Draft draft(FetchedJob fetched) {
    ActivatedJob job = fetched.job();
    JobTypeConfig type = config.of(job.type());
    OptionalLong omitted = type.size().omitted(job);
    Instant activated = activated(job, type);
    Map<String, Object> variables = Map.of(JobDescription.JOB, JobDescription.of(job, activated));
    return new Draft(
        fetched,
        activated,
        variables,
        config.topics().choose(type.record(), job.key(), variables),
        omitted);
  }

  /**
   * A job whose record is to go somewhere, if that exists.
   *
   * @param omitted the size of a job whose variables are left out of its record
   */
  record Draft(
      FetchedJob fetched,
      Instant activated,
      Map<String, Object> variables,
      Destination destination,
      OptionalLong omitted) {}

  /**
   * The record of a job.
   *
   * @param partitions how many the destination's topic has; empty when that is not known
   * @throws MappingException as above
   * @throws org.apache.kafka.connect.errors.ConnectException as above
   */
  JobRecord map(Draft draft, OptionalInt partitions) {
    ActivatedJob job = draft.fetched().job();
    RecordConfig record = config.of(job.type()).record();
    Map<String, Object> variables = draft.variables();
    Destination destination =
        config.topics().within(partitions, draft.destination(), record, job.key());
    String key = record.key().text(variables).orElse(null);
    SchemaAndValue value =
        values
            .computeIfAbsent(job.type(), name -> JobValue.of(name, record))
            .of(draft.omitted().isPresent() ? job.withoutVariables() : job, draft.activated());
    Headers headers = headers(job, draft.activated(), variables);
    draft
        .omitted()
        .ifPresent(size -> headers.addString(JobHeaders.VARIABLES_OMITTED, Long.toString(size)));
    return new JobRecord(draft.fetched(), destination, key, value, headers);
  }

  /**
   * When the engine gave the job out: it locks a job for the time that was asked for. The engine's
   * clock is the same for all tasks, so a later activation never has an earlier time, however much
   * the clocks of the workers differ, and however long a job waits in one of them.
   */
  private static Instant activated(ActivatedJob job, JobTypeConfig type) {
    return job.details().lockedAt().orElseGet(() -> job.deadline().minus(type.timeout()));
  }

  private Headers headers(ActivatedJob job, Instant activated, Map<String, Object> variables) {
    Headers headers =
        JobHeaders.of(job, activated, config.engine().has(EngineTrait.SETTLES_BY_WORKER));
    if (config.headers().format() == HeadersFormat.CLOUDEVENTS) {
      CloudEventHeaders.add(headers, job, activated);
    }
    for (HeadersConfig.Additional header : config.headers().additional()) {
      header
          .value()
          .text(variables)
          .ifPresent(text -> headers.remove(header.name()).addString(header.name(), text));
    }
    return headers;
  }
}
