package io.bpmnconnect.connect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What a class logs while this is open, down to DEBUG. */
public final class RecordedLog extends AbstractAppender implements AutoCloseable {

  /**
   * A log line.
   *
   * @param connector whose line it is: Connect's entry in the logging context; empty for nobody's
   */
  public record Line(Level level, String text, String connector, String thread) {

    @Override
    public String toString() {
      return level + " " + text;
    }
  }

  /** The key of the logging context under which Connect says whose line it is. */
  public static final String CONNECTOR = "connector.context";

  private final Logger logger;
  private final List<Line> lines = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<Runnable> whileWriting = new AtomicReference<>(() -> {});

  private RecordedLog(Logger logger) {
    super("recorded", null, null, true, Property.EMPTY_ARRAY);
    this.logger = logger;
  }

  /** Records what a class logs from now on. */
  public static RecordedLog of(Class<?> source) {
    LoggerContext loggers = (LoggerContext) LogManager.getContext(false);
    RecordedLog log = new RecordedLog(loggers.getLogger(source.getName()));
    log.start();
    log.logger.addAppender(log);
    Configurator.setLevel(log.logger, Level.DEBUG);
    return log;
  }

  @Override
  public void append(LogEvent event) {
    whileWriting.getAndSet(() -> {}).run();
    String connector = event.getContextData().getValue(CONNECTOR);
    lines.add(
        new Line(
            event.getLevel(),
            event.getMessage().getFormattedMessage(),
            connector == null ? "" : connector,
            event.getThreadName()));
  }

  /** Does something in the midst of writing the next line. */
  public void whileWriting(Runnable action) {
    whileWriting.set(action);
  }

  /** The lines since the last call: {@code "WARN message"}. */
  public List<String> take() {
    synchronized (lines) {
      List<String> taken = lines.stream().map(Line::toString).toList();
      lines.clear();
      return taken;
    }
  }

  /** All lines so far of those that begin alike. */
  public List<Line> beginning(String text) {
    synchronized (lines) {
      return lines.stream().filter(line -> line.text().startsWith(text)).toList();
    }
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    Configurator.setLevel(logger, Level.WARN);
  }
}
