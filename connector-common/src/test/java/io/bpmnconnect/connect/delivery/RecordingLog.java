package io.bpmnconnect.connect.delivery;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** A log whose lines can be read: {@code "WARN message"}. */
final class RecordingLog {

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<Runnable> whileWriting = new AtomicReference<>(() -> {});

  Logger logger() {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              write(method.getName(), arguments);
              return null;
            });
  }

  private void write(String level, Object[] arguments) {
    whileWriting.getAndSet(() -> {}).run();
    lines.add(level.toUpperCase(Locale.ROOT) + " " + message(arguments));
  }

  /** Does something in the midst of writing the next line. */
  void whileWriting(Runnable action) {
    whileWriting.set(action);
  }

  private static String message(Object[] arguments) {
    Object[] values = Arrays.copyOfRange(arguments, 1, arguments.length);
    Object[] flat = values.length == 1 && values[0] instanceof Object[] all ? all : values;
    return MessageFormatter.arrayFormat((String) arguments[0], flat).getMessage();
  }

  /** The lines since the last call. */
  List<String> take() {
    synchronized (lines) {
      List<String> taken = List.copyOf(lines);
      lines.clear();
      return taken;
    }
  }
}
