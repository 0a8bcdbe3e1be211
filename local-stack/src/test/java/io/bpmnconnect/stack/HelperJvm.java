package io.bpmnconnect.stack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second JVM with the class path of the tests, to be killed. */
final class HelperJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private HelperJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  static HelperJvm run(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new HelperJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  long pid() {
    return process.pid();
  }

  /** The number it prints next. */
  long readNumber() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the helper JVM has ended");
    }
    return Long.parseLong(line);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
