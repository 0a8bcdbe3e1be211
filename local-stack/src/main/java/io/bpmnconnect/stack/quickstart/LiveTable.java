package io.bpmnconnect.stack.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Shows the figures: on a terminal as a table that is drawn again in its place, elsewhere as a line
 * each time. Belongs to one thread.
 */
final class LiveTable {

  private record Row(String name, long total, long before) {}

  private final PrintStream out;
  private final boolean terminal;
  private final List<String> footer;
  private Figures last;
  private Duration lastTime = Duration.ZERO;
  private int lines;

  /**
   * @param terminal whether the output can be drawn over
   * @param footer shown below the table
   */
  LiveTable(PrintStream out, boolean terminal, List<String> footer) {
    this.out = out;
    this.terminal = terminal;
    this.footer = footer;
  }

  /** Shows the figures as they are some time after the start. */
  void show(Figures figures, Duration time) {
    if (last == null) {
      last = figures;
    }
    double seconds = Math.max(0.001, time.minus(lastTime).toMillis() / 1000.0);
    if (terminal) {
      draw(figures, time, seconds);
    } else {
      out.println(line(figures));
    }
    last = figures;
    lastTime = time;
  }

  private void draw(Figures figures, Duration time, double seconds) {
    StringBuilder text = new StringBuilder();
    if (lines > 0) {
      text.append("\u001b[").append(lines).append("A\u001b[J");
    }
    lines = 0;
    add(
        text,
        String.format("%02d:%02d %34s %8s", time.toMinutes(), time.toSecondsPart(), "total", "/s"));
    for (Row row : rows(figures)) {
      double rate = (row.total() - row.before()) / seconds;
      add(text, String.format(Locale.ROOT, "  %-24s %13d %8.1f", row.name(), row.total(), rate));
    }
    add(text, "");
    footer.forEach(line -> add(text, line));
    out.print(text);
    out.flush();
  }

  private void add(StringBuilder text, String line) {
    text.append(line).append('\n');
    lines++;
  }

  private List<Row> rows(Figures now) {
    return List.of(
        new Row("orders", now.orders(), last.orders()),
        new Row("processes started", now.started(), last.started()),
        new Row("jobs out", now.jobs(), last.jobs()),
        new Row("replies", now.replies(), last.replies()),
        new Row("processes completed", now.completed(), last.completed()),
        new Row("  of these declined", now.declined(), last.declined()),
        new Row("errors", now.deadLettered(), last.deadLettered()),
        new Row("duplicates", now.duplicates(), last.duplicates()));
  }

  static String line(Figures figures) {
    return String.format(
        Locale.ROOT,
        "orders %d, processes started %d, jobs out %d, replies %d, processes completed %d,"
            + " declined %d, errors %d, duplicates %d",
        figures.orders(),
        figures.started(),
        figures.jobs(),
        figures.replies(),
        figures.completed(),
        figures.declined(),
        figures.deadLettered(),
        figures.duplicates());
  }
}
