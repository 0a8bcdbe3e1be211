package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.StackException;
import io.bpmnconnect.stack.StackHome;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Brings the stack up, deploys the example, runs its microservices, and shows what happens. Run by
 * the script {@code quickstart} at the top of the repository.
 */
public final class Quickstart {

  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration DAY = Duration.ofSeconds(15);

  /** A run whose figures stand still for so long has failed. */
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);

  private final Options options;
  private final Path root;
  private final PrintStream out;
  private final PrintStream progress;
  private final long start = System.nanoTime();

  private Quickstart(Options options, Path root, PrintStream out, PrintStream progress) {
    this.options = options;
    this.root = root;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Reads the options and runs. The script tells by system properties where the repository is
   * ({@code quickstart.root}) and whether its output is a terminal ({@code quickstart.terminal}).
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  private static int run(String[] arguments, PrintStream out, PrintStream progress) {
    try {
      Options options = Options.parse(arguments);
      Path root = Path.of(System.getProperty("quickstart.root")).toAbsolutePath().normalize();
      return new Quickstart(options, root, out, progress).run() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      progress.println("quickstart: " + e.getMessage());
      progress.print(Options.USAGE);
      return 2;
    } catch (StackException | UncheckedIOException e) {
      progress.println("quickstart: " + e.getMessage());
      return 1;
    }
  }

  /** Returns whether every order came to its end; without {@code --once} it ends with Ctrl-C. */
  private boolean run() {
    progress.println("Starting Kafka, Connect and Zeebe …");
    Path work = WorkDirectories.create(root.resolve("local-stack/target/quickstart"));
    try (LocalStack stack =
        LocalStack.builder(new StackHome(root.resolve("local-stack/target/stack")), work).start()) {
      String brokers = stack.kafka().bootstrapServers();
      stack.kafka().createTopics(Topics.PARTITIONS, Topics.ALL.toArray(String[]::new));
      stack.engine().admin().deploy(root.resolve("config/order.bpmn"));
      Connectors.create(root.resolve("config"), stack.worker().rest());
      try (Microservice payments = new PaymentService(brokers);
          Microservice shipping = new ShippingService(brokers);
          Shop shop = new Shop(brokers);
          TopicCounts counts = new TopicCounts(brokers)) {
        payments.start();
        shipping.start();
        progress.printf("Ready after %.1f s.%n", elapsed().toMillis() / 1000.0);
        Watch watch = new Watch(counts, stack.engine().counters());
        return options.once()
            ? runOnce(shop, watch)
            : runOn(
                shop,
                watch,
                new LiveTable(out, Boolean.getBoolean("quickstart.terminal"), footer(stack, work)));
      }
    }
  }

  private boolean runOnce(Shop shop, Watch watch) {
    Duration begin = elapsed();
    for (int i = 0; i < options.orders(); i++) {
      shop.placeOrder();
    }
    boolean dayClosed = false;
    Figures figures = watch.look(TICK);
    Duration lastChange = elapsed();
    while (!figures.allEnded(options.orders())
        && elapsed().minus(lastChange).compareTo(LONGEST_STANDSTILL) < 0) {
      if (!dayClosed && figures.onlyTheDayIsMissing(options.orders())) {
        dayClosed = true;
        shop.closeDay();
      }
      Figures next = watch.look(TICK);
      if (!next.equals(figures)) {
        progress.println(LiveTable.line(next));
        lastChange = elapsed();
      }
      figures = next;
    }
    out.println(figures.toJson(elapsed().minus(begin).toMillis() / 1000.0));
    return figures.allEnded(options.orders());
  }

  private boolean runOn(Shop shop, Watch watch, LiveTable table) {
    Duration nextDay = elapsed().plus(DAY);
    Duration begin = elapsed();
    long placed = 0;
    while (true) {
      long due = elapsed().minus(begin).toMillis() * options.rate() / 1000;
      for (; placed < due; placed++) {
        shop.placeOrder();
      }
      if (elapsed().compareTo(nextDay) > 0) {
        shop.closeDay();
        nextDay = elapsed().plus(DAY);
      }
      table.show(watch.look(TICK), elapsed().minus(begin));
    }
  }

  private static List<String> footer(LocalStack stack, Path work) {
    return List.of(
        "The day is closed every " + DAY.toSeconds() + " s; orders that are shipped wait for it.",
        "",
        "Connect " + stack.worker().url() + "/connectors",
        "Engine  " + stack.engine().restAddress() + "/v2/topology",
        "Kafka   " + stack.kafka().bootstrapServers(),
        "Logs    " + work,
        "",
        "Ctrl-C stops everything.");
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
