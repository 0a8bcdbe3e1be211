package io.bpmnconnect.stack.camunda8;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What to change of a job. */
public record JobUpdate(OptionalInt retries, Optional<Duration> timeout, OptionalInt priority) {}
