package io.bpmnconnect.stack.quickstart;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param once whether to run a number of orders to their end and print one line of JSON, instead of
 *     running until Ctrl-C
 * @param orders how many orders to run; only with {@code once}
 * @param rate orders a second; only without {@code once}
 * @param engine the engine that the user brings; empty for Operaton, which is started
 */
record Options(boolean once, int orders, int rate, Optional<EngineChoice> engine) {

  private static final int DEFAULT_ORDERS = 200;
  private static final int DEFAULT_RATE = 10;
  private static final int MOST_ORDERS = 1_000_000;
  private static final int MOST_PER_SECOND = 10_000;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  static Options parse(String... arguments) {
    Deque<String> left = new ArrayDeque<>(List.of(arguments));
    boolean once = false;
    int orders = 0;
    int rate = 0;
    Optional<Dialect> dialect = Optional.empty();
    Optional<URI> url = Optional.empty();
    Optional<URI> grpcUrl = Optional.empty();
    Optional<URI> metricsUrl = Optional.empty();
    while (!left.isEmpty()) {
      String option = left.remove();
      switch (option) {
        case "--once" -> once = true;
        case "--orders" -> orders = number(option, left.poll(), MOST_ORDERS);
        case "--rate" -> rate = number(option, left.poll(), MOST_PER_SECOND);
        case "--engine" ->
            dialect = Optional.of(Dialect.of(Optional.ofNullable(left.poll()).orElse("nothing")));
        case "--engine-url" -> url = Optional.of(address(option, left.poll()));
        case "--engine-grpc-url" -> grpcUrl = Optional.of(address(option, left.poll()));
        case "--engine-metrics-url" -> metricsUrl = Optional.of(address(option, left.poll()));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    if (orders > 0 && !once) {
      throw new IllegalArgumentException("--orders needs --once");
    }
    if (rate > 0 && once) {
      throw new IllegalArgumentException("--rate does not go with --once");
    }
    return new Options(
        once,
        orders == 0 ? DEFAULT_ORDERS : orders,
        rate == 0 ? DEFAULT_RATE : rate,
        engine(dialect, url, grpcUrl, metricsUrl));
  }

  private static Optional<EngineChoice> engine(
      Optional<Dialect> dialect,
      Optional<URI> url,
      Optional<URI> grpcUrl,
      Optional<URI> metricsUrl) {
    if (dialect.isPresent() != url.isPresent()) {
      throw new IllegalArgumentException("--engine and --engine-url need each other");
    }
    boolean hasMore = grpcUrl.isPresent() || metricsUrl.isPresent();
    boolean takesMore =
        dialect.filter(it -> it == Dialect.CAMUNDA8 || it == Dialect.ZEEBE).isPresent();
    if (hasMore && !takesMore) {
      throw new IllegalArgumentException(
          "--engine-grpc-url and --engine-metrics-url need --engine camunda8 or zeebe");
    }
    return dialect.map(it -> new EngineChoice(it, url.orElseThrow(), grpcUrl, metricsUrl));
  }

  private static URI address(String option, String value) {
    if (value != null && value.matches("https?://[^/\\s]+(/\\S*)?")) {
      return URI.create(value);
    }
    throw new IllegalArgumentException(
        option
            + " needs an address such as http://localhost:8080"
            + (value == null ? "" : ", not " + value));
  }

  private static int number(String option, String value, int most) {
    if (value != null && value.matches("[0-9]{1,7}")) {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        option + " needs a number from 1 to " + most + (value == null ? "" : ", not " + value));
  }
}
