package io.bpmnconnect.stack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The engine's counters at one moment, over all partitions, since the engine was last started.
 *
 * @param samples all series with a value, as published in the Prometheus text format 0.0.4
 */
public record EngineMetrics(List<Sample> samples) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})?\\s+(\\S+)(?:\\s+\\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /**
   * The value of one series.
   *
   * @param metric its name
   * @param labels its labels
   * @param value its value
   */
  public record Sample(String metric, Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  public EngineMetrics {
    samples = List.copyOf(samples);
  }

  static EngineMetrics parse(String text) {
    return new EngineMetrics(
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(EngineMetrics::sample)
            .toList());
  }

  private static Sample sample(String line) {
    Matcher parts = LINE.matcher(line.strip());
    if (!parts.matches()) {
      throw new StackException("not a line of the Prometheus text format: " + line);
    }
    Map<String, String> labels = new HashMap<>();
    if (parts.group(2) != null) {
      Matcher label = LABEL.matcher(parts.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return new Sample(parts.group(1), labels, number(parts.group(3)));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /**
   * The sum of all series of a metric that have the labels given; 0 when there is none, as the
   * engine publishes a counter from its first event on.
   *
   * @param labels names and values in turn
   */
  public long value(String metric, String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException("labels are names and values in turn");
    }
    Map<String, String> wanted = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    return Math.round(
        samples.stream()
            .filter(sample -> sample.metric().equals(metric))
            .filter(sample -> sample.labels().entrySet().containsAll(wanted.entrySet()))
            .mapToDouble(Sample::value)
            .sum());
  }

  /** Process instances created by a client's command; none started by a message or a signal. */
  public long processInstancesCreated() {
    return value("zeebe_process_instance_creations_total");
  }

  /** Process instances that were started, in whatever way, child instances included. */
  public long processInstancesActivated() {
    return elements("PROCESS", "activated");
  }

  /** Process instances that reached their end. */
  public long processInstancesCompleted() {
    return elements("PROCESS", "completed");
  }

  /** Process instances that were cancelled. */
  public long processInstancesTerminated() {
    return elements("PROCESS", "terminated");
  }

  /** Waits begun at an intermediate catch event, such as one for a message. */
  public long catchEventsActivated() {
    return elements("INTERMEDIATE_CATCH_EVENT", "activated");
  }

  /** Intermediate catch events that happened, such as messages correlated. */
  public long catchEventsCompleted() {
    return elements("INTERMEDIATE_CATCH_EVENT", "completed");
  }

  /**
   * Elements of a BPMN type that had an event.
   *
   * @param type such as {@code SERVICE_TASK}
   * @param action {@code activated}, {@code completed} or {@code terminated}
   */
  public long elements(String type, String action) {
    return value("zeebe_element_instance_events_total", "type", type, "action", action);
  }

  /** Jobs created. */
  public long jobsCreated() {
    return jobs("created");
  }

  /** Activations of jobs; a job that timed out or failed is activated again. */
  public long jobsActivated() {
    return jobs("activated");
  }

  /** Jobs completed. */
  public long jobsCompleted() {
    return jobs("completed");
  }

  /** Failures of jobs, each try counted. */
  public long jobsFailed() {
    return jobs("failed");
  }

  /** Activations of jobs that were not settled in time. */
  public long jobsTimedOut() {
    return jobs("timed out");
  }

  /** Jobs for which a BPMN error was thrown. */
  public long jobErrorsThrown() {
    return jobs("error thrown");
  }

  private long jobs(String action) {
    return value("zeebe_job_events_total", "action", action);
  }

  /** Incidents raised. */
  public long incidentsCreated() {
    return value("zeebe_incident_events_total", "action", "created");
  }

  /** Messages whose time to live has not run out, correlated or not. */
  public long messagesAlive() {
    return value("zeebe_buffered_messages_count");
  }

  /** Commands that reached the engine. */
  public long requestsReceived() {
    return value("zeebe_received_request_count_total");
  }

  /** Commands refused because of backpressure. */
  public long requestsDropped() {
    return value("zeebe_dropped_request_count_total");
  }
}
