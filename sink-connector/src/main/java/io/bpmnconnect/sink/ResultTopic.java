package io.bpmnconnect.sink;

import io.bpmnconnect.engine.TaskThreads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.Converter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the outcome of each record to the result topic.
 *
 * <p>Threads: any thread writes, the engine's I/O threads among them, and is never held up. A
 * producer can hold up its caller (metadata, a full buffer) and a converter can ask a schema
 * registry, so one thread of our own takes results from a queue, converts and sends. The producer's
 * thread tells what came of it. They meet under this object's monitor, and no callback runs under
 * it.
 *
 * <p>Invariants, with {@code behavior.on.result.error=fail}: of each write, exactly one callback
 * runs, once; {@code done} only after the brokers have acknowledged the result. What {@link
 * #close()} cuts off has failed. A result is {@code open} until its callback has returned: {@link
 * #awaitQuiet} says that the callbacks have done their work. With {@code ignore}, {@code done} runs
 * within {@code write} and {@code failed} never; what is not acknowledged is in {@link #dropped()}.
 *
 * <p>The queue takes up to {@code capacity} results. A result that is sent again without what made
 * it too large goes in front, past that limit: no more of those than the producer's buffer held.
 */
final class ResultTopic implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ResultTopic.class);

  private static final int CAPACITY = 10_000;

  /** How long a stop waits for the thread to send what is queued, and then for the brokers. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

  private final ResultConfig config;
  private final Producer<byte[], byte[]> producer;
  private final Converter keyConverter;
  private final String connector;
  private final int task;
  private final int capacity;
  private final ResultLosses losses = new ResultLosses();
  private final Thread thread;

  // Guarded by the monitor.
  private final Deque<Result> queue = new ArrayDeque<>();
  private final TreeMap<Long, Result> open = new TreeMap<>();
  private long written;
  private boolean closing;
  private boolean ended;

  ResultTopic(
      ResultConfig config,
      Producer<byte[], byte[]> producer,
      String connector,
      int task,
      int capacity) {
    this.config = config;
    this.producer = producer;
    this.keyConverter = config.newKeyConverter();
    this.connector = connector;
    this.task = task;
    this.capacity = capacity;
    this.thread = TaskThreads.ofThisContext().thread("bpmn-results", this::run);
  }

  /**
   * Opens the topic: makes the producer and starts the thread. Waits for nothing.
   *
   * @throws org.apache.kafka.common.KafkaException if the producer cannot be made
   */
  static ResultTopic open(ResultConfig config, String connector, int task) {
    return open(config, connector, task, CAPACITY);
  }

  /**
   * As {@link #open(ResultConfig, String, int)}.
   *
   * @param capacity how many results may wait to be sent
   */
  static ResultTopic open(ResultConfig config, String connector, int task, int capacity) {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            config.producer(task), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      ResultTopic topic = new ResultTopic(config, producer, connector, task, capacity);
      topic.start();
      return topic;
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  void start() {
    thread.start();
  }

  /**
   * Writes the outcome of a record. Never waits; safe to call from any thread.
   *
   * @param done run when the record need not wait for its result any longer: when that is
   *     acknowledged or, with {@code ignore}, at once, on the calling thread
   * @param failed told why the result was not written, on whatever thread found out; never with
   *     {@code ignore}
   */
  void write(DeliveryReport report, Runnable done, Consumer<Exception> failed) {
    if (config.onError() == ResultError.IGNORE) {
      add(report, () -> {}, loss -> losses.add(loss.getMessage()));
      done.run();
    } else {
      add(report, done, failed);
    }
  }

  private void add(DeliveryReport report, Runnable done, Consumer<Exception> failed) {
    Result result;
    try {
      result = new Result(report, done, failed);
    } catch (RuntimeException e) { // a header that cannot be converted
      failed.accept(notWritten(report.coordinates(), e.toString(), e));
      return;
    }
    enqueue(result).ifPresent(why -> settle(result, notWritten(result.coordinates, why, null)));
  }

  /** Queues a result, or says why it is not. */
  private synchronized Optional<String> enqueue(Result result) {
    if (closing || ended) {
      return Optional.of("the task is stopping");
    }
    if (queue.size() >= capacity) {
      return Optional.of(capacity + " results wait to be sent, and there is no room for more");
    }
    result.number = ++written;
    open.put(result.number, result);
    queue.add(result);
    notifyAll();
    return Optional.empty();
  }

  private void run() {
    boolean orderly = false;
    try {
      for (Result next = take(); next != null; next = take()) {
        send(next);
      }
      orderly = true;
    } catch (InterruptedException | InterruptException e) {
      log.debug("Stops in the middle of sending results"); // close() has waited long enough
      orderly = true;
    } finally {
      // What was sent can still be acknowledged, unless something is broken.
      end(orderly ? queue : open.values());
    }
  }

  /** The next result, or {@code null} when there is none and there will be none. */
  private synchronized Result take() throws InterruptedException {
    while (queue.isEmpty() && !closing) {
      wait();
    }
    return queue.poll();
  }

  private void send(Result result) {
    try {
      Headers headers = new RecordHeaders(result.headers); // a converter may add its own
      byte[] key = key(result, headers);
      producer.send(
          new ProducerRecord<>(config.topic(), null, key, result.value.bytes(), headers),
          (metadata, error) -> answered(result, error));
    } catch (InterruptException e) {
      answered(result, e);
      throw e;
    } catch (RuntimeException e) { // the converter, JSON, or a producer that is of no use any more
      answered(result, e);
    }
  }

  /**
   * The key as the converter makes it. Bytes, as of a ByteArrayConverter, are not text: the default
   * converter would write where they lie in memory.
   */
  private byte[] key(Result result, Headers headers) {
    if (config.keyConverter().equals(ResultConfig.STRING_CONVERTER)) {
      if (result.key instanceof byte[] bytes) {
        return bytes;
      }
      if (result.key instanceof ByteBuffer buffer) {
        return Utils.toNullableArray(buffer);
      }
    }
    return keyConverter.fromConnectData(config.topic(), headers, result.keySchema, result.key);
  }

  /** What came of sending; on the producer's thread or ours. */
  private void answered(Result result, Exception error) {
    if (error == null) {
      settle(result, null);
    } else if (!isTooLarge(error) || !sendShorter(result)) {
      settle(result, notWritten(result.coordinates, error.toString(), error));
    }
  }

  /** Whether the same result without variables may be taken: too large, or nested too deeply. */
  private static boolean isTooLarge(Exception error) {
    return error instanceof RecordTooLargeException || error instanceof ResultValueException;
  }

  private synchronized boolean sendShorter(Result result) {
    if (ended || result.truncated) {
      return false;
    }
    log.debug("The result of record {} is sent again without variables", result.coordinates);
    result.truncated = true;
    result.value = result.value.truncated();
    queue.addFirst(result);
    notifyAll();
    return true;
  }

  /** Ends a result's way, if it has not ended: runs one of its callbacks. */
  private void settle(Result result, ConnectException loss) {
    if (!result.settled.compareAndSet(false, true)) {
      return;
    }
    try {
      if (loss == null) {
        result.done.run();
      } else {
        result.failed.accept(loss);
      }
    } catch (RuntimeException e) {
      log.error("What the result of record {} means for it was lost", result.coordinates, e);
    } finally {
      forget(result);
    }
  }

  private synchronized void forget(Result result) {
    open.remove(result.number);
    notifyAll();
  }

  private ConnectException notWritten(String coordinates, String why, Exception cause) {
    return new ConnectException(
        "the result of record "
            + coordinates
            + " was not written to "
            + config.topic()
            + ": "
            + why
            + (config.onError() == ResultError.FAIL
                ? ". To go on without results, set " + ResultConfig.ON_ERROR + "=ignore"
                : ""),
        cause);
  }

  /**
   * Waits until everything written so far is acknowledged or has failed. With {@code ignore}
   * nothing depends on that, and nothing is waited for.
   *
   * @return whether it is
   */
  synchronized boolean awaitQuiet(Duration atMost) {
    if (config.onError() == ResultError.IGNORE) {
      return true;
    }
    long last = written;
    long deadline = System.nanoTime() + atMost.toNanos();
    try {
      while (!open.isEmpty() && open.firstKey() <= last) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How many results were lost; counted with {@code ignore} only. */
  long dropped() {
    return losses.count();
  }

  /** Sends what is queued and ends, in two seconds or so. What is left then has failed. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    join();
    thread.interrupt(); // it can be held up in send()
    try {
      producer.close(LONGEST_CLOSE);
    } catch (InterruptException e) { // has set the thread's flag, and cut off what was being sent
      log.debug("Closing was interrupted", e);
    }
    join();
    failAll(openResults(), "the task has stopped");
  }

  private void join() {
    try {
      thread.join(LONGEST_CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Result> openResults() {
    return List.copyOf(open.values());
  }

  private void end(Collection<Result> lost) {
    List<Result> left;
    synchronized (this) {
      ended = true;
      left = List.copyOf(lost);
      queue.clear();
    }
    failAll(left, "the thread that writes results has ended");
  }

  private void failAll(List<Result> results, String why) {
    results.forEach(result -> settle(result, notWritten(result.coordinates, why, null)));
  }

  /** A result on its way. Does not hold the record: its value may be large. */
  private final class Result {
    private final String coordinates;
    private final Schema keySchema;
    private final Object key;
    private final Headers headers;
    private final Runnable done;
    private final Consumer<Exception> failed;
    private final AtomicBoolean settled = new AtomicBoolean();

    // Guarded by the monitor, or handed over under it.
    private ResultValue value;
    private boolean truncated;
    private long number;

    Result(DeliveryReport report, Runnable done, Consumer<Exception> failed) {
      this.coordinates = report.coordinates();
      this.keySchema = report.record().keySchema();
      this.key = report.record().key();
      this.headers = ResultHeaders.of(report, config.headers());
      this.value = ResultValue.of(report, connector, task);
      this.done = done;
      this.failed = failed;
    }
  }
}
