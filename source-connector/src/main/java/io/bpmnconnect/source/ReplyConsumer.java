package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.Delivery;
import io.bpmnconnect.connect.delivery.ErrantReports;
import io.bpmnconnect.connect.delivery.FlowControl;
import io.bpmnconnect.connect.delivery.OffsetTracker;
import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ProcessEngine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Reads replies and settles the jobs they answer: the sink's pipeline, fed by a consumer of its
 * own.
 *
 * <p>Owns one thread, which alone uses the consumer, the offsets and the error reports; the
 * engine's threads report outcomes to the {@link ReplyDelivery} of a reply. Replies of one job keep
 * their order; any task may settle any job.
 */
final class ReplyConsumer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReplyConsumer.class);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
  private static final Duration QUIET_BEFORE_COMMIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
  private static final int MAX_BUFFERED = 2_000;

  private final ReplyConfig config;
  private final SourceMetrics metrics;
  private final TaskFailure failure;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ReplyParser parser;
  private final CommandDispatcher dispatcher;
  private final OffsetTracker offsets = new OffsetTracker();
  private final Optional<ReplyErrorTopic> errorTopic;
  private final ErrantReports<ConsumerRecord<byte[], byte[]>> errants;
  private final FlowControl flow;
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Thread thread;
  private long lastCommit = System.nanoTime();
  private boolean committing = true;
  private volatile boolean closing;

  ReplyConsumer(
      ReplyConfig config,
      ProcessEngine engine,
      int maxInFlight,
      SourceMetrics metrics,
      TaskFailure failure) {
    this.config = config;
    this.metrics = metrics;
    this.failure = failure;
    this.parser = new ReplyParser(config.newValueConverter());
    this.dispatcher = new CommandDispatcher(engine, maxInFlight);
    this.consumer =
        new KafkaConsumer<>(
            config.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.errorTopic = openErrorTopic();
    this.errants =
        new ErrantReports<>((reply, reason) -> errorTopic.orElseThrow().report(reply, reason));
    this.flow =
        new FlowControl(
            MAX_BUFFERED,
            () -> consumer.pause(consumer.assignment()),
            () -> consumer.resume(consumer.assignment()));
    Map<String, String> context = MDC.getCopyOfContextMap();
    this.thread = new Thread(() -> run(context), "bpmn-replies-" + config.topic());
    thread.setDaemon(true);
  }

  private Optional<ReplyErrorTopic> openErrorTopic() {
    try {
      return ReplyErrorTopic.open(config);
    } catch (RuntimeException e) {
      consumer.close(Duration.ZERO);
      throw e;
    }
  }

  void start() {
    thread.start();
  }

  private void run(Map<String, String> context) {
    if (context != null) {
      MDC.setContextMap(context);
    }
    try {
      consumer.subscribe(List.of(config.topic()), new Rebalance());
      while (!closing && !failure.isSet()) {
        consumer.poll(POLL).forEach(this::accept);
        errants.advance();
        flow.update(offsets.open());
        commitNowAndThen();
      }
      settleAndCommit(consumer.assignment());
    } catch (RuntimeException e) { // some replies that were read may not be tracked: see below
      failure.set(
          new ConnectException("replies cannot be read from " + config.topic() + ": " + e, e));
    } finally {
      if (!closing) {
        // Only the first reason counts: this one is for what is not an exception.
        failure.set(new ConnectException("the thread that reads replies has ended"));
      }
      // Closing the consumer revokes its partitions. What may be committed was committed above;
      // from
      // here on the consumer's positions tell nothing of what is done.
      committing = false;
      dispatcher.hold();
      consumer.close(LONGEST_STOP);
      offsets.forgetAll();
      errorTopic.ifPresent(ReplyErrorTopic::close);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> reply) {
    TopicPartition partition = new TopicPartition(reply.topic(), reply.partition());
    Tracked tracked = offsets.track(partition, reply.offset());
    try {
      dispatcher.submit(new ReplyDelivery(reply, tracked, parser.parse(reply)));
    } catch (KafkaException e) { // DataException, and what converters make of bad bytes
      refuse(reply, tracked, "it cannot be read: " + e.getMessage(), e);
    }
  }

  /** What becomes of a reply that is of no use; safe to call from any thread. */
  private void refuse(
      ConsumerRecord<byte[], byte[]> reply, Tracked tracked, String why, Exception cause) {
    ConnectException reason =
        new ConnectException("reply " + coordinates(reply) + ": " + why, cause);
    switch (config.onError()) {
      case REPORT -> errants.add(reply, reason, tracked);
      case IGNORE -> {
        log.warn("Ignored: {}", reason.getMessage());
        tracked.done();
      }
      case FAIL -> fail(reason);
    }
  }

  private void fail(ConnectException reason) {
    dispatcher.hold();
    failure.set(reason);
  }

  private void commitNowAndThen() {
    long now = System.nanoTime();
    if (now - lastCommit < COMMIT_EVERY.toNanos()) {
      return;
    }
    lastCommit = now;
    Map<TopicPartition, OffsetAndMetadata> committable;
    try {
      committable = committable(consumer.assignment());
    } catch (KafkaException e) { // positions are not known while brokers are away
      log.warn("Offsets of replies were not committed, trying again: {}", e.toString());
      return;
    }
    committable.entrySet().removeIf(e -> e.getValue().equals(committed.get(e.getKey())));
    if (!committable.isEmpty()) {
      committed.putAll(committable);
      consumer.commitAsync(
          committable,
          (positions, error) -> {
            if (error != null) {
              log.warn("Offsets of replies were not committed, trying again: {}", error.toString());
              committed.keySet().removeAll(positions.keySet());
            }
          });
    }
  }

  /** Ends what is in flight, for a moment, and commits what is done. */
  private void settleAndCommit(Collection<TopicPartition> partitions) {
    dispatcher.hold();
    dispatcher.awaitQuiet(QUIET_BEFORE_COMMIT);
    if (partitions.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(committable(partitions), LONGEST_STOP);
    } catch (KafkaException e) {
      // Another consumer has the partitions already, or the brokers are away. The replies are read
      // again, and find their jobs settled.
      log.info("Offsets of replies were not committed: {}", e.toString());
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committable(
      Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();
    partitions.forEach(p -> delivered.put(p, new OffsetAndMetadata(consumer.position(p))));
    return offsets.committable(delivered);
  }

  /** Stops reading, and waits a bounded time for the thread to end. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(LONGEST_STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String coordinates(ConsumerRecord<byte[], byte[]> reply) {
    return reply.topic() + "-" + reply.partition() + "@" + reply.offset();
  }

  private final class Rebalance implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      log.debug("Reads replies from {}", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (committing) {
        settleAndCommit(partitions);
      }
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      offsets.forget(partitions);
      committed.keySet().removeAll(partitions);
      if (committing) {
        dispatcher.release();
      }
    }
  }

  /** One reply's command, and what its outcome means for the reply. */
  private final class ReplyDelivery implements Delivery {
    private final ConsumerRecord<byte[], byte[]> reply;
    private final Tracked tracked;
    private final JobCommand command;

    ReplyDelivery(ConsumerRecord<byte[], byte[]> reply, Tracked tracked, JobCommand command) {
      this.reply = reply;
      this.tracked = tracked;
      this.command = command;
    }

    @Override
    public Object lane() {
      return command.jobKey();
    }

    @Override
    public EngineCommand command() {
      return command;
    }

    @Override
    public boolean isWanted() {
      return tracked.isOpen();
    }

    @Override
    public void succeeded(CommandResult result) {
      log.debug("{}: {} of {}", coordinates(reply), command.operation(), command.subject());
      ended(SettlementOutcome.SETTLED);
      tracked.done();
    }

    @Override
    public void failed(EngineException refusal) {
      if (!tracked.isOpen()) {
        return; // the partition was taken away, or the task is stopping
      }
      String what = command.operation() + " of " + command.subject() + " failed: ";
      SettlementOutcome outcome = SettlementOutcome.of(command.operation(), refusal.kind());
      ended(outcome);
      switch (outcome) {
        case SETTLED, SETTLED_BEFORE -> {
          log.debug("{}: settled before: {}", coordinates(reply), refusal.getMessage());
          tracked.done();
        }
        case REFUSED -> refuse(reply, tracked, what + refusal.getMessage(), refusal);
        case FATAL ->
            fail(
                new ConnectException(
                    "reply " + coordinates(reply) + ": " + what + refusal.getMessage(), refusal));
      }
    }

    private void ended(SettlementOutcome outcome) {
      metrics.settled(command.operation(), outcome);
      metrics.replyEnded(
          Duration.ofMillis(System.currentTimeMillis() - reply.timestamp()).toNanos());
    }
  }
}
