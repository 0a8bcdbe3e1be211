package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.Delivery;
import io.bpmnconnect.connect.delivery.ErrantReports;
import io.bpmnconnect.connect.delivery.FlowControl;
import io.bpmnconnect.connect.delivery.OffsetTracker;
import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.connect.threads.TaskThreads;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads replies and settles the jobs they answer: the sink's pipeline, fed by a consumer of its
 * own.
 *
 * <p>Owns one thread, which alone uses the consumer, the offsets and the error reports; the
 * engine's threads report outcomes to the {@link ReplyDelivery} of a reply. Replies of one job keep
 * their order; any task may settle any job.
 *
 * <p>Invariant: an offset is committed only when each reply below it was answered by the engine,
 * acknowledged by the error topic, or is to be ignored. Every wait of the thread is bounded, so
 * that a stop is: closing waits for nothing longer than {@link #LONGEST_STOP}.
 */
final class ReplyConsumer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReplyConsumer.class);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
  private static final Duration QUIET_BEFORE_STOP = Duration.ofSeconds(1);

  /**
   * What the engine has not answered by then is read again by another task, and a second failure of
   * a job counts against its next activation: worth more patience than a stop, which Connect
   * limits.
   */
  private static final Duration QUIET_BEFORE_REBALANCE = Duration.ofSeconds(5);

  private static final Duration LONGEST_COMMIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_LEAVE = Duration.ofSeconds(2);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

  /** What the consumer knows already is answered within this; only then is it of interest. */
  private static final Duration AT_ONCE = Duration.ofMillis(50);

  /** A topic may be created a moment after the connector that reads it. */
  private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(20);

  private static final int MAX_BUFFERED = 2_000;

  private final ReplyConfig config;
  private final EngineAdapter adapter;
  private final TaskFailure failure;
  private final Consumer<byte[], byte[]> consumer;
  private final ReplyParser parser;
  private final CommandDispatcher dispatcher;
  private final ReplyListener listener;
  private final Duration topicPatience;
  private final OffsetTracker offsets = new OffsetTracker();
  private final Optional<ReplyErrorTopic> errorTopic;
  private final ErrantReports<ConsumerRecord<byte[], byte[]>> errants;
  private final FlowControl flow;
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Thread thread;
  private final Map<String, Long> unknownSince = new HashMap<>();
  private long lastCommit = System.nanoTime();
  private boolean committing = true;
  private volatile long lag;
  private volatile boolean closing;

  /**
   * Makes the clients; reads nothing before {@link #start}.
   *
   * @param listener told what becomes of each reply
   */
  ReplyConsumer(
      ReplyConfig config,
      EngineAdapter adapter,
      CommandDispatcher dispatcher,
      TaskFailure failure,
      ReplyListener listener,
      TaskThreads threads) {
    this(
        config,
        newConsumer(config),
        ReplyErrorTopic::open,
        adapter,
        dispatcher,
        failure,
        listener,
        threads,
        TOPIC_PATIENCE);
  }

  /**
   * As above, with given clients.
   *
   * @param topicPatience how long a topic may be unknown to the brokers
   */
  ReplyConsumer(
      ReplyConfig config,
      Consumer<byte[], byte[]> consumer,
      Function<ReplyConfig, Optional<ReplyErrorTopic>> errorTopic,
      EngineAdapter adapter,
      CommandDispatcher dispatcher,
      TaskFailure failure,
      ReplyListener listener,
      TaskThreads threads,
      Duration topicPatience) {
    this.config = config;
    this.adapter = adapter;
    this.failure = failure;
    this.consumer = consumer;
    this.listener = listener;
    this.topicPatience = topicPatience;
    this.dispatcher = dispatcher;
    try {
      this.parser = new ReplyParser(config.newValueConverter());
      this.errorTopic = errorTopic.apply(config);
    } catch (RuntimeException e) {
      consumer.close(Duration.ZERO);
      throw e;
    }
    this.errants =
        new ErrantReports<>(
            (reply, why) -> this.errorTopic.orElseThrow().report(reply, why),
            failure,
            threads.timer("bpmn-reply-errors"));
    this.flow = new FlowControl(MAX_BUFFERED, new ConsumerPartitions(consumer));
    this.thread = threads.daemon("bpmn-replies", this::run);
  }

  private static Consumer<byte[], byte[]> newConsumer(ReplyConfig config) {
    return new KafkaConsumer<>(
        config.clients().consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      config.topics().subscribe(consumer, new Rebalance());
      while (!closing && !failure.isSet()) {
        consumer.poll(POLL).forEach(this::accept);
        report();
        flow.update(offsets.open());
        nowAndThen();
      }
      settleAndCommit(consumer.assignment(), QUIET_BEFORE_STOP);
    } catch (RuntimeException e) { // some replies that were read may not be tracked: see below
      failure.set(ReplyFailure.of(config, e));
    } finally {
      if (!closing) {
        // Only the first reason counts: this one is for what is not an exception.
        failure.set(new ConnectException("the thread that reads replies has ended"));
      }
      // Closing the consumer revokes its partitions. What may be committed was committed above;
      // from here on the consumer's positions tell nothing of what is done.
      committing = false;
      dispatcher.hold();
      closeClients();
      offsets.forgetAll();
      dispatcher.close();
    }
  }

  private void closeClients() {
    try {
      consumer.close(LONGEST_LEAVE);
    } catch (KafkaException e) { // the group notices by itself, a little later
      log.info("The group of replies was not left in good order: {}", e.toString());
    } finally {
      errants.close();
      errorTopic.ifPresent(ReplyErrorTopic::close);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> reply) {
    TopicPartition partition = new TopicPartition(reply.topic(), reply.partition());
    Tracked tracked = offsets.track(partition, reply.offset());
    try {
      dispatcher.submit(new ReplyDelivery(reply, tracked, parser.parse(reply)));
    } catch (KafkaException e) { // DataException, and what converters make of bad bytes
      listener.replied(ReplyOutcome.UNREADABLE, Optional.empty(), reply.timestamp());
      refuse(reply, tracked, "it cannot be read: " + e.getMessage(), e);
    }
  }

  private void report() {
    errorTopic.ifPresent(ReplyErrorTopic::advance);
    errants.advance();
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
      case FAIL -> failure.set(reason);
    }
  }

  private void nowAndThen() {
    long now = System.nanoTime();
    if (now - lastCommit < COMMIT_EVERY.toNanos()) {
      return;
    }
    lastCommit = now;
    config.topics().names().forEach(this::checkTopic);
    lag = consumer.assignment().stream().mapToLong(p -> consumer.currentLag(p).orElse(0)).sum();
    commit();
  }

  /**
   * A consumer waits without a word for a topic that is not there.
   *
   * @throws ConnectException if the brokers have not known the topic for too long
   */
  private void checkTopic(String topic) {
    boolean known;
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic, POLL);
      known = partitions != null && !partitions.isEmpty();
    } catch (TimeoutException brokersAreAway) {
      known = true; // as far as anybody can tell
    }
    if (known) {
      unknownSince.remove(topic);
      return;
    }
    long now = System.nanoTime();
    Long since = unknownSince.putIfAbsent(topic, now);
    if (since != null && now - since >= topicPatience.toNanos()) {
      throw new ConnectException(ReplyFailure.unknownTopic(config, topic));
    }
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> committable = committable(consumer.assignment());
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

  /** Replies that the brokers have and this task has not read yet, in the partitions it reads. */
  long lag() {
    return lag;
  }

  /** Ends what is in flight, for a moment, and commits what is done. */
  private void settleAndCommit(Collection<TopicPartition> partitions, Duration quietWithin) {
    dispatcher.hold();
    dispatcher.awaitQuiet(quietWithin);
    try {
      Map<TopicPartition, OffsetAndMetadata> committable = committable(partitions);
      if (!committable.isEmpty()) {
        consumer.commitSync(committable, LONGEST_COMMIT);
      }
    } catch (KafkaException e) {
      // Another consumer has the partitions already, or the brokers are away. The replies are read
      // again, and find their jobs settled.
      log.info("Offsets of replies were not committed: {}", e.toString());
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committable(
      Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();
    for (TopicPartition partition : partitions) {
      try {
        delivered.put(partition, new OffsetAndMetadata(consumer.position(partition, AT_ONCE)));
      } catch (TimeoutException unknown) {
        log.debug("Nothing was read yet of {}", partition);
      }
    }
    return offsets.committable(delivered);
  }

  /** Stops reading, and waits a bounded time for the thread to end. */
  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      closeClients(); // there is no thread to do it
      return;
    }
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
      flow.assigned(offsets.open());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (committing) {
        settleAndCommit(partitions, closing ? QUIET_BEFORE_STOP : QUIET_BEFORE_REBALANCE);
      }
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      offsets.forget(partitions);
      dispatcher.dropUnwanted();
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
      return command.job().key();
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
      tell(ReplyOutcome.SETTLED);
      tracked.done();
    }

    @Override
    public void failed(EngineException refusal) {
      if (!tracked.isOpen()) {
        return; // the partition was taken away, or the task is stopping
      }
      String what = command.operation() + " of " + command.subject() + " failed: ";
      switch (SettlementOutcome.of(command.operation(), refusal.kind(), adapter)) {
        case SETTLED, SETTLED_BEFORE -> {
          log.debug("{}: settled before: {}", coordinates(reply), refusal.getMessage());
          tell(ReplyOutcome.SETTLED_BEFORE);
          tracked.done();
        }
        case REFUSED -> {
          tell(ReplyOutcome.REFUSED);
          refuse(reply, tracked, what + refusal.getMessage(), refusal);
        }
        case FATAL ->
            failure.set(
                new ConnectException(
                    "reply " + coordinates(reply) + ": " + what + refusal.getMessage(), refusal));
      }
    }

    private void tell(ReplyOutcome outcome) {
      listener.replied(outcome, Optional.of(command), reply.timestamp());
    }
  }
}
