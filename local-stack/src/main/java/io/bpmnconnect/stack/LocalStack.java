package io.bpmnconnect.stack;

import static java.util.concurrent.CompletableFuture.allOf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A Kafka broker, Connect workers and an engine, run as child processes that listen on loopback
 * only.
 *
 * <p>A stack starts empty: what an earlier one left in the work directory is deleted. It ends with
 * {@link #close()}, with an orderly end of this JVM such as Ctrl-C, and even with a SIGKILL of this
 * JVM. Safe for use by several threads.
 */
public final class LocalStack implements AutoCloseable {
  private static final Executor THREAD_EACH =
      task -> {
        Thread thread = new Thread(task, "local-stack-start");
        thread.setDaemon(true);
        thread.start();
      };

  private final Builder setup;
  private final DirectoryLock lock;
  private final FreePorts freePorts = new FreePorts();
  private final KafkaBroker kafka;
  private final Optional<StackEngine> engine;
  private final RunningParts parts = new RunningParts();
  private final List<ConnectWorker> workers = new CopyOnWriteArrayList<>();
  private final AtomicInteger lastWorker = new AtomicInteger();
  private final Thread shutdownHook = new Thread(parts::stop, "local-stack-shutdown");

  private LocalStack(Builder setup, DirectoryLock lock) {
    this.setup = setup;
    this.lock = lock;
    KafkaBroker.Builder broker =
        KafkaBroker.builder(setup.home, setup.workDirectory.resolve("kafka"))
            .freePorts(freePorts)
            .tuning(setup.tuning);
    setup.kafka.accept(broker);
    this.kafka = broker.build();
    this.engine =
        setup.withEngine ? Optional.of(setup.brought.orElseGet(this::newEngine)) : Optional.empty();
  }

  private StackEngine newEngine() {
    OperatonEngine.Builder builder =
        OperatonEngine.builder(setup.home, setup.workDirectory.resolve("operaton"))
            .freePorts(freePorts)
            .tuning(setup.tuning);
    setup.engine.accept(builder);
    return builder.build();
  }

  /**
   * Sets up a stack.
   *
   * @param home where the programs are
   * @param workDirectory for configuration, data and logs, in one folder for each part; made when
   *     missing. One stack at a time can use it.
   */
  public static Builder builder(StackHome home, Path workDirectory) {
    return new Builder(home, workDirectory);
  }

  private void startParts() {
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    CompletableFuture<Void> engineStart = inBackground(() -> engine.ifPresent(this::start));
    CompletableFuture<Void> kafkaStart = inBackground(this::startKafkaAndWorkers);
    try {
      allOrFirstFailure(engineStart, kafkaStart).join();
    } catch (CompletionException e) {
      RuntimeException failure = firstCause(e);
      closeAfter(failure);
      // What was still starting sees its process gone, and fails too, but for a part that got its
      // process just after the others were stopped.
      allOf(engineStart, kafkaStart).exceptionally(consequence -> null).join();
      closeAfter(failure);
      throw failure;
    }
  }

  private void start(StackEngine starting) {
    starting.process().ifPresentOrElse(parts::start, starting::start);
  }

  private void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (StackException e) {
      failure.addSuppressed(e);
    }
  }

  private static RuntimeException firstCause(CompletionException failure) {
    RuntimeException found = failure;
    while (found instanceof CompletionException
        && found.getCause() instanceof RuntimeException cause) {
      found = cause;
    }
    return found;
  }

  private void startKafkaAndWorkers() {
    parts.start(kafka);
    CompletableFuture<?>[] starts =
        IntStream.range(0, setup.workers)
            .mapToObj(i -> inBackground(this::addWorker))
            .toArray(CompletableFuture<?>[]::new);
    allOf(starts).join();
  }

  private static CompletableFuture<Void> inBackground(Runnable start) {
    return CompletableFuture.runAsync(start, THREAD_EACH);
  }

  private static CompletableFuture<Void> allOrFirstFailure(CompletableFuture<?>... starts) {
    CompletableFuture<Void> all = allOf(starts);
    for (CompletableFuture<?> start : starts) {
      start.exceptionally(
          failure -> {
            all.completeExceptionally(failure);
            return null;
          });
    }
    return all;
  }

  /** Starts one more worker in the same Connect cluster and returns it when it is ready. */
  public ConnectWorker addWorker() {
    return addWorker(builder -> {});
  }

  /** The same with options that are this one's alone. */
  public ConnectWorker addWorker(Consumer<ConnectWorker.Builder> options) {
    Path directory = setup.workDirectory.resolve("worker-" + lastWorker.incrementAndGet());
    ConnectWorker.Builder builder =
        ConnectWorker.builder(setup.home, directory, kafka.bootstrapServers())
            .freePorts(freePorts)
            .tuning(setup.tuning)
            .environment("BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    engine.ifPresent(e -> e.environment().forEach(builder::environment));
    setup.worker.accept(builder);
    options.accept(builder);
    ConnectWorker worker = builder.build();
    workers.add(worker);
    parts.start(worker);
    return worker;
  }

  /** The broker. */
  public KafkaBroker kafka() {
    return kafka;
  }

  /**
   * The engine.
   *
   * @throws StackException when the stack was built without one
   */
  public StackEngine engine() {
    return engine.orElseThrow(() -> new StackException("this stack has no engine"));
  }

  /**
   * The first worker.
   *
   * @throws StackException when there is none
   */
  public ConnectWorker worker() {
    return workers().stream()
        .findFirst()
        .orElseThrow(() -> new StackException("this stack has no worker"));
  }

  /** All workers, killed and stopped ones included, in the order they were added. */
  public List<ConnectWorker> workers() {
    return List.copyOf(workers);
  }

  /** Stops the workers, then broker and engine; returns when all processes are gone. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending and the hook runs already; to stop a part twice does no harm.
    }
    try {
      parts.stop();
    } finally {
      lock.close();
    }
  }

  /** What can be chosen of a stack. Not thread-safe. */
  public static final class Builder {
    private final StackHome home;
    private final Path workDirectory;
    private int workers = 1;
    private boolean withEngine = true;
    private Optional<StackEngine> brought = Optional.empty();
    private JvmTuning tuning = JvmTuning.QUICK_START;
    private Consumer<KafkaBroker.Builder> kafka = builder -> {};
    private Consumer<ConnectWorker.Builder> worker = builder -> {};
    private Consumer<OperatonEngine.Builder> engine = builder -> {};

    private Builder(StackHome home, Path workDirectory) {
      this.home = home;
      this.workDirectory = workDirectory.toAbsolutePath().normalize();
    }

    /** Number of workers at the start; 1 by default, 0 for none. */
    public Builder workers(int value) {
      workers = value;
      return this;
    }

    /** Leaves the engine out. */
    public Builder withoutEngine() {
      withEngine = false;
      return this;
    }

    /** What all the JVMs are tuned for; a quick start by default. */
    public Builder tuning(JvmTuning value) {
      tuning = value;
      return this;
    }

    /** Sets options of the broker. */
    public Builder kafka(Consumer<KafkaBroker.Builder> options) {
      kafka = kafka.andThen(options);
      return this;
    }

    /** Sets options of each worker, such as its version. */
    public Builder worker(Consumer<ConnectWorker.Builder> options) {
      worker = worker.andThen(options);
      return this;
    }

    /** Sets options of the engine, Operaton, such as its level of history. */
    public Builder engine(Consumer<OperatonEngine.Builder> options) {
      engine = engine.andThen(options);
      return this;
    }

    /** Takes an engine that runs already instead of Operaton. */
    public Builder brought(BroughtEngine value) {
      brought = Optional.of(value);
      return this;
    }

    /**
     * Starts the engine and the broker side by side, then the workers, and returns when all are
     * ready.
     *
     * @throws StackException when a part cannot be started; those that were are stopped again
     */
    public LocalStack start() {
      DirectoryLock lock = DirectoryLock.acquire(workDirectory);
      LocalStack stack;
      try {
        stack = new LocalStack(this, lock);
      } catch (RuntimeException e) {
        lock.close();
        throw e;
      }
      stack.startParts();
      return stack;
    }
  }
}
