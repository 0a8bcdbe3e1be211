package io.bpmnconnect.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a JVM. */
record JavaCommand(Path javaHome, List<String> options, String classPath, String mainClass) {
  List<String> withArguments(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin").resolve("java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The Java that runs us. */
  static Path ownHome() {
    return Path.of(System.getProperty("java.home"));
  }
}
