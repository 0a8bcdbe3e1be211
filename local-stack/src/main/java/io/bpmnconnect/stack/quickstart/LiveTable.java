package io.bpmnconnect.stack.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Shows the figures: on a terminal as a table that is drawn again in its place, elsewhere as a line
 * every few seconds. Belongs to one thread.
 */
final class LiveTable {

  /** Rates are means over so long, for what comes in batches comes at a steady rate after all. */
  private static final Duration RATE_WINDOW = Duration.ofSeconds(5);

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);

  private record Sample(Duration time, Figures figures) {}

  private record Row(String name, long total, long before) {}

  private final PrintStream out;
  private final boolean terminal;
  private final Deque<Sample> window = new ArrayDeque<>();
  private Duration nextLine = Duration.ZERO;
  private int linesDrawn;

  /**
   * @param terminal whether the output can be drawn over
   */
  LiveTable(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows the figures as they are some time after the start. */
  void show(Figures figures, Duration time) {
    if (terminal) {
      window.add(new Sample(time, figures));
      while (time.minus(window.peek().time()).compareTo(RATE_WINDOW) > 0) {
        window.remove();
      }
      draw(table());
    } else if (time.compareTo(nextLine) >= 0) {
      out.println(line(figures));
      nextLine = time.plus(BETWEEN_LINES);
    }
  }

  private void draw(List<String> lines) {
    // Up by the lines drawn before, and erase from there to the end of the screen.
    String back = linesDrawn == 0 ? "" : "\u001b[" + linesDrawn + "A\u001b[J";
    out.print(back + String.join("\n", lines) + "\n");
    out.flush();
    linesDrawn = lines.size();
  }

  private List<String> table() {
    Figures before = window.peekFirst().figures();
    Duration time = window.peekLast().time();
    Figures now = window.peekLast().figures();
    double seconds = time.minus(window.peekFirst().time()).toMillis() / 1000.0;
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%02d:%02d %34s %8s",
            time.toMinutes(),
            time.toSecondsPart(),
            "total",
            "/s"));
    for (Row row : rows(before, now)) {
      double rate = seconds == 0 ? 0 : (row.total() - row.before()) / seconds;
      lines.add(String.format(Locale.ROOT, "  %-24s %13d %8.1f", row.name(), row.total(), rate));
    }
    lines.add(
        String.format(Locale.ROOT, "  %-24s %13d", "waiting for the day", now.waitingForDay()));
    return lines;
  }

  private static List<Row> rows(Figures before, Figures now) {
    return List.of(
        new Row("orders", now.orders(), before.orders()),
        new Row("processes started", now.started(), before.started()),
        new Row("jobs out", now.jobs(), before.jobs()),
        new Row("replies", now.replies(), before.replies()),
        new Row("processes completed", now.completed(), before.completed()),
        new Row("  of these declined", now.declined(), before.declined()),
        new Row("errors", now.deadLettered(), before.deadLettered()),
        new Row("duplicates", now.duplicates(), before.duplicates()));
  }

  private static String line(Figures figures) {
    return String.format(
        Locale.ROOT,
        "orders %d, processes started %d, jobs out %d, replies %d, waiting for the day %d,"
            + " processes completed %d, declined %d, errors %d, duplicates %d",
        figures.orders(),
        figures.started(),
        figures.jobs(),
        figures.replies(),
        figures.waitingForDay(),
        figures.completed(),
        figures.declined(),
        figures.deadLettered(),
        figures.duplicates());
  }
}
