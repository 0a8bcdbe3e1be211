package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.StackException;
import io.bpmnconnect.stack.StackHome;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.kafka.common.KafkaException;

/**
 * Brings the stack up, deploys the example, runs its microservices, and shows what happens. Run by
 * the script {@code quickstart} at the top of the repository.
 */
public final class Quickstart {

  private final Options options;
  private final Path root;
  private final boolean terminal;
  private final PrintStream out;
  private final PrintStream progress;
  private final CtrlC ctrlC;

  private Quickstart(
      Options options,
      Path root,
      boolean terminal,
      PrintStream out,
      PrintStream progress,
      CtrlC ctrlC) {
    this.options = options;
    this.root = root;
    this.terminal = terminal;
    this.out = out;
    this.progress = progress;
    this.ctrlC = ctrlC;
  }

  /**
   * Reads the options and runs. The script tells by system properties where the repository is
   * ({@code quickstart.root}) and whether its output is a terminal ({@code quickstart.terminal}).
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  private static int run(String[] arguments, PrintStream out, PrintStream progress) {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      progress.println("quickstart: " + e.getMessage() + "; see ./quickstart --help");
      return 2;
    }
    Path root = Path.of(System.getProperty("quickstart.root")).toAbsolutePath().normalize();
    boolean terminal = Boolean.getBoolean("quickstart.terminal");
    try (CtrlC ctrlC = new CtrlC(progress)) {
      try {
        return new Quickstart(options, root, terminal, out, progress, ctrlC).run() ? 0 : 1;
      } catch (StackException | UncheckedIOException | KafkaException e) {
        if (!ctrlC.pressed()) {
          progress.println("quickstart: " + e.getMessage());
        }
        return 1;
      }
    }
  }

  /** Returns whether every order came to its end; without {@code --once} it ends with Ctrl-C. */
  private boolean run() {
    long start = System.nanoTime();
    Dialect dialect = options.engine().map(EngineChoice::dialect).orElse(Dialect.CAMUNDA7);
    progress.println("Starting " + whatIsStarted() + " ...");
    Path work = WorkDirectories.create(root.resolve("local-stack/target/quickstart"));
    StackHome home = new StackHome(root.resolve("local-stack/target/stack"));
    LocalStack.Builder setup = LocalStack.builder(home, work);
    options.engine().map(choice -> choice.engine(System.getenv())).ifPresent(setup::brought);
    try (LocalStack stack = setup.start()) {
      String brokers = stack.kafka().bootstrapServers();
      stack.kafka().createTopics(Topics.PARTITIONS, Topics.ALL.toArray(String[]::new));
      stack.engine().deploy(root.resolve("config").resolve(dialect.model()));
      Connectors.create(root.resolve("config"), dialect.connectors(), stack.worker().rest());
      try (Microservice payments = new PaymentService(brokers);
          Microservice shipping = new ShippingService(brokers);
          Shop shop = new Shop(brokers, orderPrefix());
          Watch watch = new Watch(brokers, stack.engine().witness())) {
        payments.start();
        shipping.start();
        if (!ctrlC.pressed()) {
          progress.printf("Ready after %.1f s.%n", (System.nanoTime() - start) / 1e9);
          progress.println(whereItIs(stack, work));
        }
        return options.once()
            ? new OneRun(options.orders(), shop, watch, out, progress, ctrlC)
                .run(stack.worker().rest())
            : new OpenEndedRun(options.rate(), shop, watch, new LiveTable(out, terminal), ctrlC)
                .run();
      }
    }
  }

  private String whatIsStarted() {
    return options
        .engine()
        .map(choice -> "Kafka and Connect for " + choice.dialect() + " at " + choice.url())
        .orElse("Kafka, Connect and Operaton");
  }

  /** Orders of an earlier run may still be in an engine that was brought. */
  private String orderPrefix() {
    return options.engine().isEmpty()
        ? "order-"
        : "order-" + Long.toString(System.currentTimeMillis(), 36) + "-";
  }

  private static String whereItIs(LocalStack stack, Path work) {
    return String.join(
        "\n",
        "  Connect  " + stack.worker().url() + "/connectors",
        "  Engine   " + stack.engine().restAddress(),
        "  Kafka    " + stack.kafka().bootstrapServers(),
        "  Logs     " + work);
  }
}
