package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.TaskThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches which jobs are answered, by whichever task: reads every partition of the reply topics
 * from now on, outside of any group, and only looks at the job keys. See docs/decisions/0012.
 *
 * <p>Owns one thread, which alone uses the consumer. It commits nothing and settles nothing: a
 * reply that it misses costs one look at the job later, see {@link ReplyTimer}.
 */
final class ReplyObserver implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReplyObserver.class);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(10);
  private static final Duration LOOK_FOR_FIRST_PARTITION = Duration.ofSeconds(1);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

  private final ReplyConfig config;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final ReplyParser parser;
  private final Consumer<String> answered;
  private final TaskFailure failure;
  private final Thread thread;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Set<TopicPartition> known = new HashSet<>();
  private long lastLook;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Takes over the consumer: closing this closes it.
   *
   * @param answered told the key of each job that is answered, on this object's thread
   */
  ReplyObserver(
      ReplyConfig config,
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      Consumer<String> answered,
      TaskFailure failure) {
    this.config = config;
    this.consumer = consumer;
    this.parser = new ReplyParser(config.newValueConverter());
    this.answered = answered;
    this.failure = failure;
    this.thread = TaskThreads.ofThisContext().thread("bpmn-reply-observer", this::run);
  }

  /**
   * Begins to watch.
   *
   * @return complete when no reply can be missed any more
   */
  CompletableFuture<Void> start() {
    thread.start();
    return ready;
  }

  private void run() {
    try {
      while (stopped.getCount() > 0 && !failure.isSet()) {
        observe();
      }
    } catch (InterruptedException | InterruptException e) {
      log.debug("Stops watching replies");
    } catch (RuntimeException e) {
      failure.set(
          new ConnectException("replies cannot be read from " + config.topics() + ": " + e, e));
    } finally {
      ready.cancel(false);
      consumer.close(Duration.ZERO);
    }
  }

  private void observe() throws InterruptedException {
    try {
      lookForPartitions();
      if (known.isEmpty()) {
        stopped.await(LOOK_FOR_FIRST_PARTITION.toMillis(), TimeUnit.MILLISECONDS);
      } else {
        consumer.poll(POLL).forEach(reply -> jobKey(reply).ifPresent(answered));
      }
    } catch (RetriableException | WakeupException e) { // brokers that are away are waited for
      log.debug("Replies cannot be watched, trying again", e);
    }
  }

  /**
   * The first partitions are watched from their end; those that come later from their beginning.
   */
  private void lookForPartitions() {
    long now = System.nanoTime();
    if (!known.isEmpty() && now - lastLook < LOOK_FOR_PARTITIONS.toNanos()) {
      return;
    }
    List<TopicPartition> added = new ArrayList<>(config.topics().partitions(consumer));
    added.removeAll(known);
    if (!added.isEmpty()) {
      List<TopicPartition> all = new ArrayList<>(known);
      all.addAll(added);
      consumer.assign(all);
      if (ready.isDone()) {
        consumer.seekToBeginning(added);
      } else {
        consumer.seekToEnd(added);
        added.forEach(consumer::position); // the end as it is now, not as it is at the first poll
      }
      known.addAll(added);
    }
    lastLook = now;
    ready.complete(null);
  }

  /** The job that a reply is for; one that cannot be read is for none. */
  private Optional<String> jobKey(ConsumerRecord<byte[], byte[]> reply) {
    Header header = reply.headers().lastHeader(JobHeaders.JOB_KEY);
    if (header != null && header.value() != null) {
      return Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
    try {
      return Optional.of(parser.parse(reply).job().key());
    } catch (KafkaException e) { // who settles replies reports it
      return Optional.empty();
    }
  }

  /** Stops watching, and waits a bounded time for the thread to end. */
  @Override
  public void close() {
    stopped.countDown();
    consumer.wakeup();
    try {
      thread.join(LONGEST_STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
